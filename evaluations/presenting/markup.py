"""Lines and rows as HTML, built once and cached. The contract between the server and the page.

The HTML holds no words (so one cached copy serves every language), no inline style, no script.
The page supplies the words once, hidden, and the rows refer to them by id::

    <div hidden>
      <span id="cv-left">left, line</span>      <span id="cv-right">right, line</span>
      <span id="cv-changed">changed</span>
      <span id="cv-left-only">only on the left</span>
      <span id="cv-right-only">only on the right</span>
      <span id="cv-show">show hidden lines:</span>
    </div>

A screen reader then says "left, line 14, changed". Line numbers are real text in ``th`` cells; the style
sheet gives ``.cv th`` ``user-select: none`` so that copying takes the code alone. ``i`` is the index of the
file within its solution (from 0).

Pane (one file of one side): :func:`pane_html`::

    <table class="cv cv-pane">
      <tbody>
        <tr id="left-i-14"><th scope="row">14</th><td>CODE</td></tr>
        <tr id="left-i-15" class="cv-found"><th scope="row"><a class="cv-dot" data-severity="high"
            href="#left-finding-0" title="high: S105 message" aria-label="high: S105 message"></a>15</th>
            <td>CODE</td></tr>
      </tbody>
      FOLD (a long file: everything after its first 1,000 lines)
    </table>

``#left-finding-0`` is the 0-based position in ``BlindedEvidence.findings`` of that side.

Aligned (two sides, one file): :func:`aligned_html`. A side that has no line has two empty ``td``::

    <table class="cv cv-aligned">
      <tbody>
        <tr>             <th scope="row" id="ai-l14" aria-labelledby="cv-left ai-l14">14</th><td>CODE</td>
                         <th scope="row" id="ai-r15" aria-labelledby="cv-right ai-r15">15</th><td>CODE</td></tr>
        <tr class="cv-c"><th scope="row" id="ai-l16" aria-labelledby="cv-left ai-l16 cv-changed">16</th><td>..
        <tr class="cv-l"><th ... aria-labelledby="cv-left ai-l17 cv-left-only">17</th><td>..</td><td></td><td></td></tr>
        <tr class="cv-r"><td></td><td></td><th ... aria-labelledby="cv-right ai-r17 cv-right-only">17</th><td>..
      </tbody>
      FOLD
    </table>

Unified: :func:`unified_html`. Left number, right number, code; ``cv-l``/``cv-r`` rows have one number and one
empty ``td``; changed lines are a run of ``cv-l`` rows followed by a run of ``cv-r`` rows::

    <table class="cv cv-unified">
      <tbody>
        <tr><th scope="row" id="ui-l14" ...>14</th><th scope="row" id="ui-r15" ...>15</th><td>CODE</td></tr>
        <tr class="cv-l"><th ...>16</th><td></td><td>CODE</td></tr>
        <tr class="cv-r"><td></td><th ...>16</th><td>CODE</td></tr>

FOLD: hidden rows stand in a ``template`` right after the row that stands for them, so they cost the
browser nothing until they are wanted. The page moves rows (some from the top, some from the bottom, or all)
out of ``template.content`` into the table and lowers or removes the count::

    <tbody class="cv-fold">
      <tr><td colspan="4"><button type="button" id="ai-fold-0" data-count="24"
          aria-labelledby="cv-show ai-fold-0">24</button></td></tr>
    </tbody>
    <template><tr>...</tr> x 24</template>

CODE, inline, never nested but for marks inside tokens::

    <i class="k">    k keyword, f name of function or class or decorator, b builtin, s string, n number, c comment
    <mark>           word that differs from the paired line (inside i where both apply)
    <span class="cv-mask">masked</span>                       a masked name
    <span class="cv-odd" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</span>        an invisible character
    <span class="cv-like" title="U+0430 CYRILLIC SMALL LETTER A">а</span>           a look-alike letter
    <span class="cv-cut">…</span>                             the rest of a very long line is not shown

Difference must not be told by colour alone: give ``.cv-l``, ``.cv-r`` and ``.cv-c`` a sign in CSS (for example
``th::before`` with ``‹``, ``›``, ``≠``) and ``mark`` an underline. Neither side is "removed".
"""
