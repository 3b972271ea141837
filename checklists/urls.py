"""The URLs of checklists, below /checklists/. They do not change: others link to them."""

from django.urls import path

from checklists import views

urlpatterns = [
    path("", views.checklists, name="checklist-list"),
    path("<slug:slug>/<str:number>/", views.version, name="checklist-version"),
]
