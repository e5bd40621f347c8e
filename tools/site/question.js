// Ria's question on the front page: switch her policies, predict, and see what AWS answers and why.
// All answers and all states of the picture are in the page; the simulator gave them when the site was built.
const { answers, ideas } = JSON.parse(document.querySelector('#answers').textContent);
const asking = document.querySelector('.asking');
const switches = [...asking.querySelectorAll('[role=switch]')];
const buttons = [...asking.querySelectorAll('button')];
const [stamp, reasonLine, ideaLine, scoreLine] = asking.querySelector('.answer').children;
const picture = document.querySelector('.hero-picture');
const question = picture.getAttribute('aria-label');
const parts = [...picture.querySelectorAll('[data-states]')];
const predictions = new Map(); // what was predicted in each situation, by its number

/** The situation's number: a bit for each switch. */
const situation = () => switches.reduce((sum, { checked }, bit) => sum + (checked << bit), 0);

/** Show the picture: before a prediction only which policies are off. */
function drawPicture(number, isAnswered) {
  for (const part of parts) {
    const state = part.dataset.states.split('|')[number];
    const off = state.startsWith('off') ? 'off' : '';
    part.setAttribute('class', `${part.dataset.class} ${isAnswered ? state : off}`.trim());
  }
}

/** The words of the one wrong idea that gives all predictions; AWS's own answers may fit as well, then it is none. */
function ideaWords() {
  const fits = (decisions) => [...predictions].every(([number, predicted]) => decisions[number] === predicted);
  const fitting = ideas.filter(({ decisions }) => fits(decisions));
  const isClear = predictions.size > 1 && fitting.length === 1 && !fits(answers.map(({ decision }) => decision));
  return isClear ? fitting[0].words : '';
}

/** How many predictions were right, and what there is to do next. */
function score() {
  const right = [...predictions].filter(([number, predicted]) => answers[number].decision === predicted).length;
  const left = answers.length - predictions.size;
  return `${right} of ${predictions.size} right. ${left ? `Switch a policy: ${left} to go.` : 'You have seen them all.'}`;
}

function show() {
  const number = situation();
  const predicted = predictions.get(number);
  const { decision, headline, reason } = answers[number];
  drawPicture(number, predicted);
  for (const button of buttons) {
    button.setAttribute('aria-pressed', button.value === predicted);
    button.setAttribute('aria-disabled', predicted !== undefined);
  }
  const guess = buttons.find((button) => button.value === predicted)?.textContent;
  const verdict = predicted === decision ? 'As you predicted.' : `You predicted: ${guess}.`;
  stamp.dataset.decision = predicted ? decision : '';
  stamp.textContent = predicted ? headline : '';
  reasonLine.textContent = predicted ? `${verdict} ${reason}` : 'And now? Press what you expect.';
  ideaLine.textContent = predicted ? ideaWords() : '';
  scoreLine.textContent = predictions.size ? score() : '';
  picture.setAttribute('aria-label', predicted ? `${question} ${headline}: ${reason}` : question);
}

for (const box of switches) box.addEventListener('change', show);
for (const button of buttons) {
  button.addEventListener('click', () => {
    if (predictions.has(situation())) return;
    predictions.set(situation(), button.value);
    show();
  });
}
