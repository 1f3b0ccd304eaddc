"""How fast and how good is the engine, next to every rival that is installed? Run ``python -m benchmarks``."""
