"""Who is here, and new people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluations.pages.access import for_admins, person
from evaluations.pages.forms import InvitationForm
from reviewers.models import Invitation, User
from reviewers.service import invite


@for_admins
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with their role; an invitation's link is shown once, to be sent by hand."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        path = invite(invited_by=person(request), **form.cleaned_data)
        link = request.build_absolute_uri(path)
        messages.success(request, _("Send this link, it works once: %(link)s") % {"link": link})
        return redirect("people")
    context = {
        "form": form,
        "people": User.objects.select_related("reviewer").order_by("role", "username"),
        "invitations": Invitation.objects.filter(accepted_at=None).order_by("-created_at")[:50],
    }
    return render(request, "evaluations/people.html", context)
