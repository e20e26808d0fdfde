/**
 * A real browser for tests: what a page may do, which cookies come along and where a redirect leads
 * is for Chromium to say. {@link dev.sluice.e2e.browser.Chromium} starts one without a window, over
 * whose DevTools protocol a {@link dev.sluice.e2e.browser.Tab} goes to pages, runs scripts in them
 * and waits for what becomes of them. Where there is no Chromium tests are skipped loudly; in CI
 * they fail.
 */
@NullMarked
package dev.sluice.e2e.browser;

import org.jspecify.annotations.NullMarked;
