"""Which words do profiles choose from? Codes are stored and matched; labels are translated."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Population(TextChoices):
    YOUTH = "youth", _("young person at risk")
    SURVIVOR = "survivor", _("survivor")


class Gender(TextChoices):
    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    OTHER = "other", _("another gender")


class Risk(IntegerChoices):
    """How much experience and support accompanying this mentee asks for."""

    LOW = 1, _("1: stable surroundings")
    RAISED = 2, _("2: some strain")
    HIGH = 3, _("3: high strain")
    ACUTE = 4, _("4: acute, close support")


class Mode(TextChoices):
    IN_PERSON = "in_person", _("in person")
    SITE = "site", _("at the centre or the school")
    REMOTE = "remote", _("by phone or video")


class Language(TextChoices):
    ROMANIAN = "ro", _("Romanian")
    HUNGARIAN = "hu", _("Hungarian")
    ROMANI = "rmy", _("Romani")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    UKRAINIAN = "uk", _("Ukrainian")
    RUSSIAN = "ru", _("Russian")
    FRENCH = "fr", _("French")
    ITALIAN = "it", _("Italian")
    SPANISH = "es", _("Spanish")
    ROMANIAN_SIGN = "rms", _("Romanian sign language")


class Interest(TextChoices):
    """Things people like, or do not like: the same words serve both."""

    FOOTBALL = "football", _("football")
    BASKETBALL = "basketball", _("basketball")
    SWIMMING = "swimming", _("swimming")
    CYCLING = "cycling", _("cycling")
    WALKING = "walking", _("walking and hiking")
    DANCE = "dance", _("dance")
    MUSIC = "music", _("listening to music")
    INSTRUMENT = "instrument", _("playing an instrument")
    SINGING = "singing", _("singing")
    DRAWING = "drawing", _("drawing and painting")
    CRAFTS = "crafts", _("crafts and sewing")
    COOKING = "cooking", _("cooking and baking")
    READING = "reading", _("reading")
    WRITING = "writing", _("writing")
    FILMS = "films", _("films and series")
    GAMES = "games", _("computer games")
    BOARD_GAMES = "board_games", _("board games and chess")
    COMPUTERS = "computers", _("computers and coding")
    ANIMALS = "animals", _("animals")
    GARDEN = "garden", _("gardening")
    CARS = "cars", _("cars and repairing things")
    FASHION = "fashion", _("fashion and hair")
    PHOTOGRAPHY = "photography", _("photography")
    TRAVEL = "travel", _("travel and other countries")
    SCIENCE = "science", _("science and nature")
    CROWDS = "crowds", _("crowds and loud places")
    SPORTS_ON_TV = "sports_on_tv", _("sport on television")


class Skill(TextChoices):
    """What a mentor can help with, and what a mentee needs help with: the same words serve both."""

    SCHOOL = "school", _("school and homework")
    JOB = "job", _("finding and keeping a job")
    MONEY = "money", _("handling money")
    HOUSEHOLD = "household", _("running a household")
    OFFICES = "offices", _("dealing with offices and papers")
    HEALTH = "health", _("looking after one's health")
    PARENTING = "parenting", _("being a parent")
    LANGUAGE = "language", _("learning a language")
    SELF_KNOWLEDGE = "self_knowledge", _("self-knowledge and feelings")
    ASSERTIVENESS = "assertiveness", _("saying no and speaking up")
    FRIENDSHIP = "friendship", _("friendship and trust")
    DIGITAL = "digital", _("safe use of the internet")
    FREE_TIME = "free_time", _("using free time well")
    COURT = "court", _("being accompanied in proceedings")


class MeetingPlace(TextChoices):
    CENTRE = "centre", _("at the centre")
    SCHOOL = "school", _("at the school")
    OUTDOORS = "outdoors", _("outdoors")
    PUBLIC = "public", _("library, café or another public place")
    ACTIVITY = "activity", _("at an activity, such as sport or a workshop")
    REMOTE = "remote", _("by phone or video")


class Activity(TextChoices):
    TALK = "talk", _("talking")
    WALK = "walk", _("walking")
    LEARN = "learn", _("learning together")
    COOK = "cook", _("cooking")
    SPORT = "sport", _("sport and play")
    CREATE = "create", _("drawing, music or crafts")
    OUTING = "outing", _("an outing")
    ERRAND = "errand", _("an errand or an office")


class Topic(TextChoices):
    """Topics of the founding programme that a meeting can touch."""

    FEELINGS = "feelings", _("feelings and needs")
    SELF_ESTEEM = "self_esteem", _("seeing oneself well")
    PERSUASION = "persuasion", _("how people persuade and press")
    WARNING_SIGNS = "warning_signs", _("warning signs and where to turn")
    ASSERTIVE = "assertive", _("saying what one wants")
    RELATIONS = "relations", _("friendship and relationships")
    EVERYDAY = "everyday", _("everyday skills")
    FUTURE = "future", _("school, work and plans")


class Mood(IntegerChoices):
    HARD = 1, _("hard")
    MIXED = 2, _("mixed")
    GOOD = 3, _("good")
    VERY_GOOD = 4, _("very good")
