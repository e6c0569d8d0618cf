"""How a person likes to see things: kept for them on every device."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.api.people import person
from evaluations.api.reviewer_serializers import checked


class PreferencesBody(serializers.Serializer[Any]):
    """Every preference there is; what is left out is not kept."""

    theme = serializers.ChoiceField(choices=["system", "light", "dark"], required=False)
    fontSize = serializers.IntegerField(min_value=10, max_value=28, required=False)  # noqa: N815
    tabWidth = serializers.IntegerField(min_value=1, max_value=16, required=False)  # noqa: N815
    wrap = serializers.BooleanField(required=False)
    whitespace = serializers.BooleanField(required=False)
    syncScroll = serializers.BooleanField(required=False)  # noqa: N815
    shortcuts = serializers.BooleanField(required=False)
    view = serializers.ChoiceField(choices=["panes", "aligned", "unified"], required=False)
    promptOpen = serializers.BooleanField(required=False)  # noqa: N815
    split = serializers.IntegerField(min_value=10, max_value=90, required=False)


class Preferences(APIView):
    """A person's own preferences."""

    @extend_schema(request=PreferencesBody, responses={204: None})
    def put(self, request: Request) -> Response:
        preferences = checked(PreferencesBody, request.data)
        user = person(request)
        user.preferences = preferences
        user.save(update_fields=["preferences"])
        return Response(status=status.HTTP_204_NO_CONTENT)
