"""Draft, assured, approved: who must sign, what makes a signature stale, and what the paper then shows."""

from __future__ import annotations

import dataclasses
import io

import annex_samples
import docx
import nbformat
import pytest
from report_samples import document, notebook, pdf_pages
from typer.testing import CliRunner

from helpers.inputs import InputError, as_rows, load_inputs, load_sign_offs
from helpers.report.annex import read_manifest
from helpers.report.approval import APPROVED, ASSURED, DRAFT, Signed, standing
from helpers.report.blocks import Prose, Shown
from helpers.report.document import read_document
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx
from helpers.run import annex as write
from helpers.run.batch.jobs import make_job
from helpers.run.cli import app

RUN = "a1b2c3d4e5"
PAPER = Signed("to_trinh", RUN, "0123456789")
ROLES = {"analyst": "assured", "assurer": "assured", "format_officer": "approved", "legal_officer": "approved",
         "director": "approved"}


@pytest.fixture
def rules(inputs) -> list[dict[str, str]]:
    return as_rows(inputs["sign_off_rules"])


def signature(role: str, **change) -> dict[str, str]:
    """Return a row of sign-offs of a role for the sample paper, each role from a post of its own."""
    return {"paper": "to_trinh", "status": ROLES[role], "role": role, "post_vi": f"Vị trí {role}",
            "signed_on": "2018-11-08", "run": RUN, "text_id": "0123456789", "note": "", **change}


def signatures(*roles: str, **change) -> list[dict[str, str]]:
    return [signature(role, **change) for role in roles]


def executed(*pieces, sign_offs=(), rules=(), open_laws=(), **front) -> nbformat.NotebookNode:
    """Return an executed sample notebook whose context holds a run, signatures and rules."""
    made = notebook(*(pieces or [Prose("Một câu.")]), open_laws=open_laws, **front)
    block = next(iter(made.cells[0].outputs[0].data.values()))
    block |= {"run": RUN, "sign_offs": list(sign_offs), "sign_off_rules": list(rules)}
    return made


def signed_for(made: nbformat.NotebookNode, *roles: str) -> list[dict[str, str]]:
    """Return signatures of roles for the very words of an executed notebook."""
    words = read_document(made, "to_trinh.ipynb").signed.text_id
    return signatures(*roles, text_id=words)


# --- the rules --------------------------------------------------------------------------------------------


def test_a_paper_nobody_has_signed_is_a_draft_and_lacks_analyst_and_assurer(rules):
    found = standing(PAPER, [], rules)
    assert found.status == DRAFT
    assert [missing.en for missing in found.missing] == ["Analyst has not signed for “reviewed”",
                                                         "Assurer has not signed for “reviewed”"]
    assert found.missing[1].vi == "Người rà soát chưa ký mức “đã rà soát”"


def test_each_status_needs_all_its_roles_and_the_status_before(rules):
    steps = [(["analyst"], DRAFT), (["analyst", "assurer"], ASSURED), (["director"], DRAFT),
             (["analyst", "assurer", "director"], ASSURED), (list(ROLES), APPROVED)]
    for roles, status in steps:
        assert standing(PAPER, signatures(*roles), rules).status == status, roles


def test_the_assurer_must_hold_another_post_than_the_analyst(rules):
    same = signatures("analyst", "assurer", post_vi="Chuyên viên  Phòng Bưu chính")
    found = standing(PAPER, same, rules)
    assert found.status == DRAFT
    assert "Assurer must hold another post" in found.missing[0].en
    assert standing(PAPER, [same[0], {**same[1], "post_vi": "Trưởng phòng"}], rules).status == ASSURED


def test_a_signature_for_another_run_is_stale_and_says_which(rules):
    found = standing(PAPER, signatures("analyst", "assurer", run="ffffffffff"), rules)
    assert found.status == DRAFT
    assert "for run ffffffffff" in found.missing[0].en or "signed run ffffffffff on 2018-11-08" in found.missing[0].en
    assert "ký ngày 08/11/2018 cho lượt chạy ffffffffff" in found.missing[0].vi
    assert RUN in found.missing[0].vi


def test_a_signature_for_other_words_is_stale_unless_it_names_none(rules):
    other = signatures("analyst", "assurer", text_id="ffffffffff")
    found = standing(PAPER, other, rules)
    assert found.status == DRAFT
    assert "lời văn đã đổi thành 0123456789" in found.missing[0].vi
    assert standing(PAPER, signatures("analyst", "assurer", text_id=""), rules).status == ASSURED


def test_a_signature_for_all_papers_counts_for_each_and_one_for_another_paper_does_not(rules):
    assert standing(PAPER, signatures("analyst", "assurer", paper="all"), rules).status == ASSURED
    assert standing(PAPER, signatures("analyst", "assurer", paper="de_an"), rules).status == DRAFT


def test_nothing_is_approved_while_a_cited_document_is_not_checked(rules):
    waiting = Signed("to_trinh", RUN, "0123456789", ("L83-2015",))
    found = standing(waiting, signatures(*ROLES), rules)
    assert found.status == ASSURED
    assert "L83-2015" in found.missing[0].en


def test_without_rules_nothing_is_ever_reached():
    assert standing(PAPER, signatures(*ROLES), []).status == DRAFT


def test_every_rule_is_said_to_be_an_assumed_practice_and_names_papers_and_roles_that_exist(inputs, root):
    rules = inputs["sign_off_rules"]
    assert set(rules["status"]) == {"assumed"}
    assert set(rules["other_than"].dropna()) <= set(rules["role"])
    known = {path.stem for path in (root / "notebooks" / "documents").glob("*.ipynb")}
    named = {name for papers in rules["papers"] for name in papers.split()} - {"all"}
    assert {name for name in named if name not in known} <= {"bao_cao_khao_sat", "quyet_dinh_danh_muc",
                                                             "quyet_dinh_phe_duyet"}


# --- the paper --------------------------------------------------------------------------------------------


def test_a_draft_bears_the_mark_and_an_assured_paper_bears_it_too_and_says_it_was_reviewed(rules):
    for roles, status in (((), DRAFT), (("analyst", "assurer"), ASSURED)):
        made = executed(rules=rules)
        made = executed(rules=rules, sign_offs=signed_for(made, *roles))
        paper = read_document(made, "to_trinh.ipynb")
        page = pdf_pages(to_pdf(paper))[0]
        footer = docx.Document(io.BytesIO(to_docx(paper))).sections[0].footer
        feet = "".join(footer._element.itertext())
        assert paper.manifest["status"] == status
        assert "DỰ THẢO" in page
        assert ("ĐÃ RÀ SOÁT" in page) == ("ĐÃ RÀ SOÁT" in feet) == (status == ASSURED)


def test_an_approved_paper_loses_the_mark(rules):
    made = executed(rules=rules)
    made = executed(rules=rules, sign_offs=signed_for(made, *ROLES))
    paper = read_document(made, "to_trinh.ipynb")
    page = pdf_pages(to_pdf(paper))[0]
    assert paper.manifest["status"] == APPROVED
    assert "DỰ THẢO" not in page
    assert "ĐÃ PHÊ DUYỆT" in page


def test_the_words_of_a_paper_changed_after_signing_make_it_a_draft_again(rules):
    made = executed(rules=rules)
    signed = signed_for(made, *ROLES)
    later = executed(Prose("Một câu khác."), rules=rules, sign_offs=signed)
    assert read_document(later, "to_trinh.ipynb").standing.status == DRAFT


def test_the_final_form_is_refused_until_the_roles_have_signed(rules):
    made = executed(rules=rules)
    with pytest.raises(InputError) as error:
        read_document(executed(rules=rules, draft=False), "to_trinh.ipynb")
    assert "Người phân tích chưa ký" in str(error.value)
    assert "Analyst has not signed" in str(error.value)
    assert "qd45 sign" in str(error.value)
    signed = signed_for(made, *ROLES)
    assert not read_document(executed(rules=rules, sign_offs=signed, draft=False), "to_trinh.ipynb").front.draft


def test_the_final_form_is_refused_while_a_cited_document_is_open_although_all_have_signed(rules):
    law = Prose(f"Căn cứ {Shown('Luật Ngân sách nhà nước', 'law:L83-2015')}.")
    signed = signed_for(executed(law, rules=rules), *ROLES)
    with pytest.raises(InputError, match="L83-2015"):
        read_document(executed(law, rules=rules, sign_offs=signed, open_laws=["L83-2015"], draft=False),
                      "to_trinh.ipynb")


# --- the file and the commands ----------------------------------------------------------------------------


@pytest.fixture
def home(workbook_copy, rules):
    """A workbook with one executed paper of a run."""
    folder = workbook_copy / "outputs" / "dossier" / "notebooks"
    folder.mkdir(parents=True)
    nbformat.write(executed(rules=rules), folder / "to_trinh.ipynb")
    return workbook_copy


def called(*words: str):
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "400"})
    return result.exit_code, " ".join(result.output.split())


def test_signing_does_not_make_another_run_but_makes_the_paper_anew(home):
    path = home / "notebooks" / "documents" / "to_trinh.ipynb"
    before = load_inputs().digest()
    jobs = [make_job(path, home / "outputs" / "x.ipynb", {}, {}, papers) for papers in ((), (home / "x.pdf",))]
    called("sign", "to_trinh", "assured", "analyst", "--post", "Chuyên viên")
    again = [make_job(path, home / "outputs" / "x.ipynb", {}, {}, papers) for papers in ((), (home / "x.pdf",))]
    assert load_inputs().digest() == before
    assert [old.key == new.key for old, new in zip(jobs, again, strict=True)] == [True, False]


def test_status_lists_every_paper_and_what_it_lacks(home):
    code, output = called("status")
    assert code == 0
    assert "Người rà soát chưa ký mức “đã rà soát” / Assurer has not signed for “reviewed”" in output
    assert "chưa lập / not made" in output
    assert "de_an" in output
    assert RUN in output


def test_signing_moves_a_paper_on_and_status_says_the_files_are_older(home):
    for role, post in (("analyst", "Chuyên viên"), ("assurer", "Trưởng phòng")):
        code, output = called("sign", "to_trinh", "assured", role, "--post", post, "--date", "2018-11-08")
        assert code == 0, output
    rows = as_rows(load_sign_offs())
    assert [(row["role"], row["run"], row["signed_on"]) for row in rows] == [
        ("analyst", RUN, "2018-11-08"), ("assurer", RUN, "2018-11-08")]
    code, output = called("status", "to_trinh")
    assert "đã rà soát / reviewed" in output
    assert "tệp đã xuất còn ghi “dự thảo”" in output


@pytest.mark.parametrize(("words", "said"), [
    (("to_trin", "assured", "analyst"), "did you mean “to_trinh”"),
    (("to_trinh", "final", "analyst"), "a status to sign for"),
    (("to_trinh", "assured", "director"), "a role that signs for assured"),
    (("to_trinh", "assured", "analyst", "--date", "08/11/2018"), "a date as YYYY-MM-DD"),
])
def test_a_wrong_signature_is_refused_in_words_and_not_recorded(home, words, said):
    code, output = called("sign", *words, "--post", "Chuyên viên")
    assert code == 2
    assert said in output
    assert load_sign_offs().empty


def test_the_same_signature_is_not_recorded_twice(home):
    called("sign", "to_trinh", "assured", "analyst", "--post", "Chuyên viên")
    code, output = called("sign", "to_trinh", "assured", "analyst", "--post", "Trưởng phòng")
    assert code == 2
    assert "there is no need to sign again" in output
    assert len(load_sign_offs()) == 1


def test_a_row_of_the_file_with_a_role_that_no_rule_knows_is_refused(home):
    path = home / "data" / "tables" / "sign_offs.csv"
    path.write_text(path.read_text() + f"to_trinh,approved,analyst,Chuyên viên,2018-11-08,{RUN},,\n")
    code, output = called("check")
    assert code == 1
    assert "data/tables/sign_offs.csv, row 2" in output
    assert "a role that signs for approved" in output


def test_a_paper_carries_the_number_of_its_words_which_changes_with_them():
    first, second = (document(Prose(words)).manifest["text_id"] for words in ("Một câu.", "Hai câu."))
    assert first != second
    assert document(Prose("Một câu.")).manifest["text_id"] == first


def test_the_workbook_of_figures_is_signed_for_its_run_and_then_bears_that_status(workbook_copy, monkeypatch):
    made = {}
    monkeypatch.setattr(write, "open_workbook", lambda *_: dataclasses.replace(
        annex_samples.book(), sign_offs=as_rows(load_sign_offs())))
    place = workbook_copy / "outputs" / "dossier" / "phu_luc_so_lieu.xlsx"
    place.parent.mkdir(parents=True)
    for roles in ((), (("analyst", "Chuyên viên"), ("assurer", "Trưởng phòng"))):
        for role, post in roles:
            code, output = called("sign", "phu_luc_so_lieu", "assured", role, "--post", post)
            assert code == 0, output
        place.write_bytes(write.write_annex("stepwise"))
        made[len(roles)] = read_manifest(place)["status"]
    assert made == {0: "draft", 2: "assured"}
    code, output = called("status", "phu_luc_so_lieu")
    assert "đã rà soát / reviewed" in output
    assert "Director of the department has not signed" in output
