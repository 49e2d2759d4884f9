// As much of GitHub's API as .github/actions/review/comment uses, on a port of 127.0.0.1, for as long
// as one program runs: node fake_github.js STATE.json PROGRAM ARGUMENT...
//
// STATE.json: { "comments": [{id, user: {login}, body}], "pulls": [...], "answer": 403 }; "answer",
// if there, is what is said to everything that would change something.  Afterwards it holds the
// comments as they are then, and as "requests" what was asked for, "METHOD PATH" each.
'use strict';

const fs = require('fs');
const http = require('http');
const { spawn } = require('child_process');

const [stateFile, program, ...programArguments] = process.argv.slice(2);
const state = JSON.parse(fs.readFileSync(stateFile, 'utf8'));
state.requests = [];

function answerTo(method, url, text) {
  state.requests.push(`${method} ${url.pathname}${url.search}`);
  const page = (list) => {
    const size = Number(url.searchParams.get('per_page') || 30);
    const first = (Number(url.searchParams.get('page') || 1) - 1) * size;
    return list.slice(first, first + size);
  };
  if (method === 'GET' && url.pathname.endsWith('/pulls')) {
    const head = url.searchParams.get('head');
    return [200, page(state.pulls.filter((pull) => pull.head.label === head))];
  }
  if (method === 'GET' && /\/issues\/\d+\/comments$/.test(url.pathname)) {
    return [200, page(state.comments)];
  }
  if (state.answer) return [state.answer, { message: 'Resource not accessible\nby integration' }];
  const { body } = JSON.parse(text);
  if (method === 'POST') {
    const comment = { id: 9000 + state.comments.length, user: { login: 'github-actions[bot]' }, body };
    state.comments.push(comment);
    return [201, comment];
  }
  const id = Number(url.pathname.split('/').pop());
  const comment = state.comments.find((each) => each.id === id);
  if (method !== 'PATCH' || !comment) return [404, { message: 'Not Found' }];
  comment.body = body;
  return [200, comment];
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const known = request.headers.authorization === 'Bearer of-the-test';
    const [status, body] = known
      ? answerTo(request.method, url, Buffer.concat(parts).toString('utf8'))
      : [401, { message: 'Bad credentials' }];
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  });
});

server.listen(0, '127.0.0.1', () => {
  const environment = {
    ...process.env,
    GITHUB_API_URL: `http://127.0.0.1:${server.address().port}`,
    no_proxy: '127.0.0.1',
  };
  spawn(program, programArguments, { stdio: 'inherit', env: environment }).on('exit', (code) => {
    fs.writeFileSync(stateFile, JSON.stringify(state));
    process.exit(code);
  });
});
