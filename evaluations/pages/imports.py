"""Importing in the browser: upload, see what was recognised, confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.errors import NotFound
from evaluations.importing.preview import FaultyFile, Preview
from evaluations.importing.reading import IncomingFile
from evaluations.importing.records import ModelIdentity
from evaluations.importing.service import (
    import_problems,
    import_solutions,
    preview_problems,
    preview_solutions,
)
from evaluations.models import ImportRecord, ProblemSet
from evaluations.pages.access import for_admins, person
from evaluations.pages.forms import ImportForm
from evaluations.pages.uploads import find_upload, keep_upload

CHOICES_KEY = "import-{token}"


@for_admins
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; a posted one is shown as it would be imported, and nothing is stored."""
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            return _preview(request, form)
    else:
        only = ProblemSet.objects.order_by("-pk").first()
        what = ImportForm.SOLUTIONS if only else ImportForm.PROBLEMS
        form = ImportForm(initial={"what": what, "problem_set": only})
    latest = ImportRecord.objects.order_by("-pk")[:10]
    return render(request, "evaluations/imports.html", {"form": form, "latest": latest})


def _preview(request: HttpRequest, form: ImportForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    token = keep_upload(upload, person(request))
    choices = {
        "what": form.cleaned_data["what"],
        "file_name": upload.name,
        "problem_set": getattr(form.cleaned_data["problem_set"], "pk", None),
        "set_name": form.cleaned_data["set_name"],
        "set_version": form.cleaned_data["set_version"] or "1",
        "model_name": form.cleaned_data["model_name"],
        "provider": form.cleaned_data["provider"],
    }
    request.session[CHOICES_KEY.format(token=token)] = choices
    preview = _run(request, token, choices, store=False)
    context = {"preview": preview, "what": choices["what"], "token": token}
    return render(request, "evaluations/import_preview.html", context)


@for_admins
@require_POST
def confirm_import(request: HttpRequest, token: UUID) -> HttpResponse:
    """Store what was previewed: all of it, or nothing and the faults."""
    choices = request.session.get(CHOICES_KEY.format(token=token))
    if choices is None:
        raise NotFound("This upload is no longer kept: upload the file again.")
    try:
        preview = _run(request, token, choices, store=True)
    except FaultyFile as faulty:
        context = {"preview": faulty.preview, "what": choices["what"], "token": None}
        return render(request, "evaluations/import_preview.html", context, status=422)
    find_upload(token, person(request)).unlink(missing_ok=True)
    del request.session[CHOICES_KEY.format(token=token)]
    count: int = preview.new  # type: ignore[attr-defined]  # both previews count what is new
    messages.success(
        request,
        ngettext("%(count)d new row was stored.", "%(count)d new rows were stored.", count)
        % {"count": count}
        if count
        else _("Everything in this file was stored already: nothing changed."),
    )
    return redirect("problems")


def _run(request: HttpRequest, token: UUID, choices: dict[str, Any], *, store: bool) -> Preview:
    path = find_upload(token, person(request))
    file = IncomingFile(path=path, name=choices["file_name"])
    if choices["what"] == ImportForm.PROBLEMS:
        read = import_problems if store else preview_problems
        return read(file=file, set_name=choices["set_name"], set_version=choices["set_version"])
    problem_set = ProblemSet.objects.get(pk=choices["problem_set"])
    model = None
    if choices["model_name"]:
        model = ModelIdentity(provider=choices["provider"], name=choices["model_name"])
    take = import_solutions if store else preview_solutions
    return take(file=file, problem_set=problem_set, model=model)
