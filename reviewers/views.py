"""Ways in and out."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reviewers.forms import AcceptInvitationForm
from reviewers.service import (
    accept_invitation,
    find_invitation,
    use_sign_in_link,
)

BACKEND = "reviewers.backends.PersonBackend"


class SignIn(LoginView):
    template_name = "reviewers/sign_in.html"
    redirect_authenticated_user = True


@never_cache
@require_safe
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link signs in when it is opened; a used one says what to do."""
    user = use_sign_in_link(token=token)
    if user is None:
        return render(request, "reviewers/link_used.html", status=410)
    login(request, user, backend=BACKEND)
    return redirect("home")


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invited person makes an account."""
    found = find_invitation(token=token)
    if found is None:
        return render(request, "reviewers/invitation.html", {"form": None}, status=410)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accept_invitation(invitation=found, **form.cleaned_data)
        login(request, user, backend=BACKEND)
        return redirect("home")
    return render(request, "reviewers/invitation.html", {"form": form, "invitation": found})
