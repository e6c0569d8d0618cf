"""Forms of sign-in and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from reviewers.models import User


class AcceptInvitationForm(forms.Form):
    username = forms.CharField(max_length=150, help_text="Letters, digits and @ . + - _")
    display_name = forms.CharField(max_length=120, required=False, label="Name")
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters.",
    )

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        User.username_validator(username)
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError("This name is taken: choose another.")
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            user = User(username=cleaned.get("username", ""))
            try:
                validate_password(cleaned["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
