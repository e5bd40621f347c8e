"""Wrong ideas of IAM, and how answers show them: a learner's answers in, the ids of misconceptions out.

engines          each wrong idea of how IAM decides, as an engine with one stage replaced
engine_sources   whose policies are read
engine_matches   which statements match a request
engine_verdicts  what the matching statements say
rules            what a built account must keep to, and which misconception a breach shows
catalogue        the misconceptions with their words and evidence (misconceptions.toml)
pattern          what a request can tell: IAM's answer, and the answers of engines that differ
beliefs          what a learner may believe, as probabilities: Bayes' rule
diagnosis        which engine, or which two together, give a learner's answers
"""

from __future__ import annotations

from iamsim.learning.misconceptions.catalogue import MISCONCEPTIONS, Misconception
from iamsim.learning.misconceptions.diagnosis import Diagnosis, diagnose, shortest_probe
from iamsim.learning.misconceptions.engines import ENGINES, TRUTH, simulate_as
from iamsim.learning.misconceptions.rules import RULES

__all__ = [
    "ENGINES",
    "MISCONCEPTIONS",
    "RULES",
    "TRUTH",
    "Diagnosis",
    "Misconception",
    "diagnose",
    "shortest_probe",
    "simulate_as",
]
