"""Measures the web vault in Chromium: what it transfers, how fast it starts, unlocks and opens a long list, and what that costs
in memory."""
import os
import statistics

from chromium import Chromium
from world import ROOT, run

ENTRIES = 5000


def measure_web(world):
    row = world.row
    server = world.start("web")
    try:
        world.register(server)
        run("dotnet", "run", os.path.join(ROOT, "perf/fill-vault.cs"), "--", server.url, "perf@example.com", str(ENTRIES),
            env=world.environment)
        cold, warm, transferred = zip(*[start(server) for _ in range(3)])
        row("web vault: transfer of the first visit", "≤ 2.8 MB", f"{max(transferred) / 1e6:.2f} MB", max(transferred) <= 2.8e6)
        row("web vault: cold start to the login form", "≤ 1.5 s",
            f"{statistics.median(cold) / 1000:.2f} s", statistics.median(cold) <= 1500)
        row("web vault: warm start to the login form", None, f"{statistics.median(warm) / 1000:.2f} s", True)
        measure_vault(server, world.environment["PSONO_VAULT_PASSWORD"], row)
    finally:
        server.stop()


def start(server):
    """On the first visit the question whether this is the right server stands before the form, and appears when the form would."""
    browser = Chromium()
    try:
        cold = browser.open(server.origin, "#trust")
        transferred = browser.transferred
        browser.click("#trust")
        browser.wait_for("#username")
        browser.go("about:blank")
        browser.wait("location.href === 'about:blank'")
        return cold, browser.open(server.origin, "#username"), transferred
    finally:
        browser.stop()


def measure_vault(server, password, row):
    browser = Chromium()
    try:
        browser.go(server.origin + "/about")
        browser.wait_for("#trust")
        browser.click("#trust")
        browser.wait_for("#username")
        browser.type("#username", "perf@example.com")
        browser.type("#password", password)
        browser.click("#login")
        row("web vault: login", None, f"{browser.wait_for('.who'):,.0f} ms", True)
        unlock = []
        for _ in range(3):
            browser.evaluate(
                "[...document.querySelectorAll('.sidebar button')].find(button => button.textContent.includes('Lock')).click()")
            browser.wait_for("#unlock")
            browser.type("#password", password)
            browser.click("#unlock")
            unlock.append(browser.wait_for(".who"))
        row("web vault: unlock", None, f"{statistics.median(unlock):,.0f} ms", True)

        browser.click(".nav a[href='/secrets']")
        row(f"web vault: open {ENTRIES:,} entries", None, f"{browser.wait_for('.entry'):,.0f} ms", True)
        browser.wait("!document.querySelector('[title=Reload]').disabled")
        keys = []
        for number, letter in enumerate("entry 4999", 1):
            browser.type("#search", letter)
            keys.append(browser.wait(f"document.querySelector('#search').value.length === {number} && document.querySelector('.entry')"))
        browser.wait("document.querySelectorAll('.entry').length === 1")
        row(f"web vault: a letter typed into the search of {ENTRIES:,}", None, f"{max(keys):,.0f} ms at most", True)
        row("web vault: memory of the tab after it", None, f"{browser.tab_megabytes():,.0f} MB", True)
    finally:
        browser.stop()
