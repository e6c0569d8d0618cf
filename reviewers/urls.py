"""Addresses of sign-in and people."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from reviewers import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("sign-in/link/<str:token>/", views.sign_in_link, name="sign-in-link"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
