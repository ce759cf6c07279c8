// Every page works without this file; it only saves steps. Its words come from data- attributes.
(function () {
  'use strict';
  var body = document.body;

  function each(root, selector, act) {
    Array.prototype.forEach.call(root.querySelectorAll(selector), act);
  }

  function posts(element) {
    return (element.getAttribute('method') || '').toLowerCase() === 'post';
  }

  // Form errors are announced and reached first.
  function focusErrors() {
    var errors = document.getElementById('errors');
    if (errors) errors.focus();
  }

  // On a slow line people press twice. The server counts one; here the button says that it is busy.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!posts(form)) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = '1';
    each(form, 'button[type=submit]', function (b) { b.setAttribute('aria-disabled', 'true'); });
    say(body.dataset.sending);
    setTimeout(function () { release(form); }, 15000);
  });

  function release(form) {
    delete form.dataset.sending;
    each(form, 'button[type=submit]', function (b) { b.removeAttribute('aria-disabled'); });
    say('');
  }

  function say(text) {
    var live = document.getElementById('live');
    if (live) live.textContent = text;
  }

  document.addEventListener('click', function (event) {
    var target = event.target.closest('[data-print], [data-exit]');
    if (!target) return;
    event.preventDefault();
    if (target.hasAttribute('data-print')) window.print();
    else window.location.replace(target.href);
  });

  // A signature is an SVG path in a hidden field, in the units of the canvas (600 × 200).
  function signature(box) {
    var canvas = box.querySelector('canvas');
    var field = box.querySelector('input');
    var pen = canvas.getContext('2d');
    var drawing = false;
    if (canvas.dataset.ready || !window.PointerEvent) return;
    canvas.dataset.ready = '1';
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = 'round';
    if (field.value) pen.stroke(new Path2D(field.value));
    each(box, '[hidden]', function (part) { part.hidden = false; });
    each(box, '[data-paper]', function (part) { part.hidden = true; });

    function inside(share, size) { return Math.round(Math.min(Math.max(share, 0), 1) * size); }

    function add(letter, event) {
      var frame = canvas.getBoundingClientRect();
      var x = inside((event.clientX - frame.left) / frame.width, canvas.width);
      var y = inside((event.clientY - frame.top) / frame.height, canvas.height);
      if (letter === 'M') { pen.beginPath(); pen.moveTo(x, y); }
      pen.lineTo(x, y);
      pen.stroke();
      field.value += letter + x + ' ' + y + (letter === 'M' ? 'L' + x + ' ' + y : '');
    }
    canvas.addEventListener('pointerdown', function (event) {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      add('M', event);
    });
    canvas.addEventListener('pointermove', function (event) { if (drawing) add('L', event); });
    canvas.addEventListener('pointerup', function () { drawing = false; });
    canvas.addEventListener('pointercancel', function () { drawing = false; });
    box.querySelector('button').addEventListener('click', function () {
      field.value = '';
      pen.clearRect(0, 0, canvas.width, canvas.height);
    });
  }

  function dress(root) {
    each(root, '[data-signature]', signature);
    each(root, '[data-print]', function (button) { button.hidden = false; });
    focusErrors();
  }
  dress(document);
  document.addEventListener('htmx:afterSwap', function () { say(''); dress(document); });
  document.addEventListener('htmx:afterRequest', function (e) { if (posts(e.target)) release(e.target); });
  document.addEventListener('htmx:sendError', function () { say(body.dataset.offline); });
  window.addEventListener('pageshow', function () { each(document, 'form[data-sending]', release); });
}());
