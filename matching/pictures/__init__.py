"""Where does everything stand in a picture? Pure geometry in whole numbers; colours come by class, from the tokens."""
