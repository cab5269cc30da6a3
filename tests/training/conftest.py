"""Runs of these tests draw nothing where pictures are not what a test is about."""

import pytest


@pytest.fixture(autouse=True)
def without_pictures_unless_marked(request):
    if "pictures" not in request.keywords:
        request.getfixturevalue("without_pictures")
