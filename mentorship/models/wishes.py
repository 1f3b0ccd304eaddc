"""Whom would somebody accompany, when, how and how far? The same wishes in an application and in a profile."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MentorWishes(models.Model):
    """What a person who wants to help can choose: populations, languages, interests, hours, reach."""

    populations = models.JSONField(_("willing to accompany"), default=list)
    languages = models.JSONField(_("languages, the best one first"), default=list)
    skills = models.JSONField(_("can help with"), default=list, blank=True)
    interests = models.JSONField(_("likes"), default=list, blank=True)
    dislikes = models.JSONField(_("does not like"), default=list, blank=True)
    modes = models.JSONField(_("ways of meeting"), default=list)
    radius_km = models.PositiveSmallIntegerField(_("can travel (km)"), default=15)
    week = models.CharField(_("free hours of the week"), max_length=21, default="0" * 21)
    capacity = models.PositiveSmallIntegerField(_("how many mentees at once"), default=1)

    class Meta:
        abstract = True
