"""A misspelt name is a mistake; what is optional is empty."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError

from tests.design.rendering import render


@dataclass
class Ward:
    name: str = "Alder"


@pytest.mark.parametrize(
    "source",
    [
        "{{ wrad }}",
        "{{ wrad.name }}",
        "{{ wrad['name'] }}",
        "{{ ward.nmae }}",
        "{{ ward.nmae.first }}",
        "{% if wrad %}{% endif %}",
        "{% if ward.nmae %}{% endif %}",
        "{% for x in wrad %}{% endfor %}",
        "{{ wrad | length }}",
        "{{ wrad == 1 }}",
        "{{ wrad != 1 }}",
        "{{ wrad | escape }}",
        "{{ 'text'.nmae }}",
        "{{ (1, 2).nmae }}",
        "{% from 'design/components/table.jinja' import no_such_macro %}{{ no_such_macro() }}",
    ],
)
def test_a_typo_raises(source: str) -> None:
    with pytest.raises(UndefinedError):
        render(source, ward=Ward())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ options.missing }}", ""),
        ("{{ options.missing.deeper['still'] }}", ""),
        ("{{ options['missing'] }}", ""),
        ("{% if options.missing %}yes{% else %}no{% endif %}", "no"),
        ("{% for x in options.missing %}x{% endfor %}", ""),
        ("{{ options.missing | length }}", "0"),
        ("{{ options.missing == undefined }}", "True"),
        ("{{ options.missing == null }}", "False"),
        ("{{ options.missing != undefined }}", "False"),
        ("{{ options.missing in [undefined, null] }}", "True"),
        ("{{ none.missing }}", ""),
        ("{{ wrad | default('given') }}", "given"),
        ("{{ wrad is defined }}", "False"),
        ("{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m() }}", "[]"),
        ("{% macro m(a) %}[{{ a.b.c }}]{% endmacro %}{{ m() }}", "[]"),
        ("{{ ward.name }}", "Alder"),
    ],
)
def test_what_is_optional_is_empty(source: str, expected: str) -> None:
    assert render(source, ward=Ward(), options={"known": 1}) == expected
