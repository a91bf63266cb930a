"""`./scripts/handouts`: renders the sheets of handouts.yml from the built pages, those that have changed, on all cores."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from handbook import fonts
from handbook.built import read_site
from handbook.check import ROOT
from handbook.compose import Composer
from handbook.edition import Edition, load_edition, named_path
from handbook.evidence import load_evidence
from handbook.findings import Exit, Fault
from handbook.press import Printed, press_digest, print_sheet, start
from handbook.progress import Progress
from handbook.sheet_links import fill_pages
from handbook.sheets import FOLDER, Print, prints, sound_sheets
from handbook.shelf import Shelf, write_manifest
from handbook.tree import Tree

NAME = "handouts"
