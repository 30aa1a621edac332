"""Names the catalogue's models for Django."""

from django.apps import AppConfig


class OfficeApp(AppConfig):  # type: ignore[misc]
    """The one Django application of the program."""

    name = "pipeline.office"
    label = "office"
