"""How do two stored runs differ?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at_all
from matching.forms.analyses import CompareForm
from matching.queries import comparing as queries
from matching.tables import changes_csv


@require_safe
@needs(Permission.RUN_START)
def run_compare(request: HttpRequest) -> HttpResponse:
    is_asked = "before" in request.GET
    form = CompareForm(
        request.GET if is_asked else None, initial=request.GET.dict(), runs=queries.runs_to_compare(request.user)
    )
    context = {"form": form}
    if form.is_valid():
        before, after = (queries.plan_of_run(form.cleaned_data[name]) for name in ("before", "after"))
        if request.GET.get("as") == "csv":
            headers = {"Content-Disposition": 'attachment; filename="compare.csv"'}
            return HttpResponse(changes_csv(before, after), content_type="text/csv; charset=utf-8", headers=headers)
        beside = queries.side_by_side(before, after, request.user)
        looked_at_all(beside.mentees, by=request.user, why="compare")
        address = request.GET.copy()
        address["as"] = "csv"
        context |= {"beside": beside, "table_url": f"?{address.urlencode()}", **form.cleaned_data}
    return render(request, "matching/run_compare.html", context)
