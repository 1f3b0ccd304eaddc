from training.models.tracks import Certificate, Track

__all__ = ["Certificate", "Track"]
