"""Draws Django's own fields too, such as those of packages' forms."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """What `FORM_RENDERER` names: forms and fields of others look like ours."""

    form_template_name = "design/forms/plain_form.jinja"
    field_template_name = "design/forms/plain.jinja"
