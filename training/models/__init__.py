from training.models.modules import LessonText, Module, ModuleVersion, TrackModule
from training.models.quizzes import Question, QuizAttempt
from training.models.records import Achievement, Enrolment, Observation, PracticeTry
from training.models.tracks import Certificate, Track
from training.models.workshops import Booking, Workshop

__all__ = [
    "Achievement",
    "Booking",
    "Certificate",
    "Enrolment",
    "LessonText",
    "Module",
    "ModuleVersion",
    "Observation",
    "PracticeTry",
    "Question",
    "QuizAttempt",
    "Track",
    "TrackModule",
    "Workshop",
]
