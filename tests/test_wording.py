"""Everyday phrases, and what is no question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.wording import plain, small_talk


@law
@given(st.text())
def test_what_is_told_is_what_is_replaced(text: str) -> None:
    worded, pairs = plain(text)
    assert bool(pairs) == (worded != text)


@pytest.mark.parametrize(
    ("question", "worded"),
    [
        ("Who foots the bill for the course?", "Who funded the course?"),
        ("Who put up the money?", "Who funded it?"),
        ("What did I miss?", "What happened?"),
        ("who picked up the tab?", "who funded?"),
        ("Who covered the costs of the workshop?", "Who funded the workshop?"),
        ("Whose money was behind the report?", "Who funded the report?"),
        ("Where did the money for the report come from?", "Who funded the report?"),
        ("Which countries put money into it?", "Which countries funded it?"),
        ("Who paid for it?", "Who funded it?"),
        ("How many took part?", "How many participants took part?"),
        ("How many ppl came?", "How many participants attended it?"),
        ("whats new", "what is the latest news"),
        ("were did they meet", "where did they meet"),
        ("were they there?", "were they there?"),
        ("What’s new?", "What is the latest news?"),
        ("What is new in Oslo?", "What happened in Oslo?"),
        ("Any news from Oslo?", "What happened in Oslo?"),
        ("What is new about fish?", "Which items are about fish?"),
        ("fish news", "which items are about fish"),
        ("What is new about it?", "What is new about it?"),
        ("Give me the key facts about the course", "What was the course about?"),
        ("Tell me about the course in Oslo, please", "What was the course in Oslo about?"),
        ("Tell me about the fish", "Tell me about the fish"),
        ("Give me a short summary of the course in Oslo.", "What was the course in Oslo about?"),
        ("Please summarise the report", "What was the report about?"),
        ("Give me a summary of the bulletin", "Give me a summary of the bulletin"),
        ("Which report covers the costs of crime?", "Which report covers the costs of crime?"),
        ("Who paid a visit to Tirana?", "Who paid a visit to Tirana?"),
        ("How many officers came?", "How many officers came?"),
        ("Who is the donor of the workshop?", "Who funded the workshop?"),
        ("Who were the organisers of the workshop?", "Who organised the workshop?"),
        ("oslo nets workshop donor", "who funded the oslo nets workshop"),
        ("purpose meeting Fish Board", "what was the purpose of the meeting Fish Board"),
        ("dates of the nets training?", "when was the nets training?"),
        ("Does the bulletin mention nets?", "Which items mention nets?"),
        ("What does the bulletin say about nets?", "Which items mention nets?"),
        ("What do you know about nets?", "Which items mention nets?"),
        ("Do any of the articles talk about nets?", "Which items mention nets?"),
        ("Are nets mentioned anywhere?", "Which items mention nets?"),
        ("Was the Port of Oslo mentioned in the archive?", "Which items mention the Port of Oslo?"),
        ("Does it mention nets?", "Does it mention nets?"),
        ("Is it mentioned?", "Is it mentioned?"),
        ("What was mentioned?", "What was mentioned?"),
        ("Remind me why they met", "why they met"),
        ("Did they say who paid for it?", "who funded it?"),
        ("Did they say who the chief is?", "who is the chief?"),
        ("I need to know how they met", "how they met"),
        ("Did they say much?", "Did they say much?"),
        ("Whose budget was behind the course?", "Who funded the course?"),
        ("How big was the turnout for the talks?", "How many participants attended the talks?"),
        ("What was the course supposed to achieve?", "What was the purpose of the course?"),
        ("What becomes of the plan?", "What will happen to the plan?"),
        ("Now the Oslo course - who came?", "Who came at the Oslo course?"),
        ("About the course in Oslo: when was it?", "When was it at the course in Oslo?"),
        ("Who did the board see on 3 May?", "Who did the board meet on 3 May?"),
        ("And the Fish Board meets when?", "When does the Fish Board meet?"),
    ],
)
def test_phrases(question: str, worded: str) -> None:
    assert plain(question)[0] == worded


@pytest.mark.parametrize(
    "text",
    ["hi", "Thanks, that was really helpful!", "hi there, how are you today?", "tell me a joke"],
)
def test_small_talk(text: str) -> None:
    assert small_talk(text)


@pytest.mark.parametrize(
    "text", ["", "all", "And there?", "hi, who paid?", "thanks to whom?", "What is good?", "?!"]
)
def test_questions_are_no_small_talk(text: str) -> None:
    assert not small_talk(text)
