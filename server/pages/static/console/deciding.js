// Decisions: sent while the next comment is already in focus, told with a way back, and told when somebody was faster.

import { RequestFailed } from "../api.js";
import * as operations from "./operations.js";
import { ago, say } from "./words.js";

const ONE = { APPROVE: operations.APPROVE, REJECT: operations.REJECT, SPAM: operations.SPAM };

export class Decisions {
  #taken = []; // the latest last

  constructor({ api, queue, notices, preferences, keyed, open }) {
    Object.assign(this, { api, queue, notices, preferences, keyed, open });
  }

  /** About one comment or several; those in the queue leave it at once. */
  async decide(action, comments, { reason = null, note = null } = {}) {
    if (!comments.length) return;
    const ids = comments.map((each) => each.id);
    this.queue.take(ids);
    const act = { ids, queue: this.queue.name };
    act.done = this.#send(action, comments, { reason, note: note || null });
    this.#taken.push(act);
    try {
      const { failed } = await act.done;
      for (const each of failed) ids.splice(ids.indexOf(each.id), 1);
      this.queue.settle(comments.map((each) => each.id));
      if (ids.length) this.#say(action, ids.length, reason);
      if (failed.length) await this.#explain(failed, comments.length);
    } catch (error) {
      this.#taken = this.#taken.filter((each) => each !== act);
      this.queue.settle(ids);
      this.notices.show("decision", error instanceof RequestFailed ? error.message : say("failed"), { isBad: true });
      for (const each of comments) this.queue.put(each);
    }
  }

  /** Told when the server has said so; the next comment has long been in focus. */
  #say(action, n, reason) {
    const text = say(`done_${action}`, { n, reason: reason && say(`reason_${reason}`).toLowerCase() });
    const back = { label: say("undo"), key: this.keyed("U"), act: () => this.undo() };
    this.notices.show("decision", text, { actions: [back] });
  }

  async #send(action, comments, { reason, note }) {
    const items = comments.map(({ id, version }) => ({ id, expectedVersion: version }));
    const more = { note, ...(reason ? { reason } : {}) };
    if (items.length === 1) {
      const variables = { input: { ...items[0], ...more }, mine: this.preferences.locale };
      const { decided } = await this.api.ask(ONE[action], variables);
      this.queue.counted(decided.queueCounts);
      const [error] = decided.errors;
      if (error) return { undo: null, failed: [{ id: items[0].id, error }] };
      return { undo: { decisionId: decided.comment.moderation.decisions[0].id }, failed: [] };
    }
    const { decided } = await this.api.ask(operations.MODERATE, { input: { items, action, ...more } });
    this.queue.counted(decided.queueCounts);
    if (decided.errors.length) throw new RequestFailed(decided.errors[0].code, decided.errors[0].message);
    const failed = decided.results.filter((each) => each.error).map((each) => ({ id: each.commentId, error: each.error }));
    return { undo: decided.batchId && { batchId: decided.batchId }, failed };
  }

  /** Says who was faster, and brings back what can still be decided about. */
  async #explain(failed, count) {
    const [{ id, error }] = failed;
    const why = conflictText(error);
    const text = count > 1 ? say("not_done", { n: failed.length, why }) : why;
    const actions = [{ label: say("show_it"), act: () => this.open(id) }];
    this.notices.show(`conflict-${id}`, text, { isBad: true, actions });
    await this.queue.putBack(failed.map((each) => each.id)).catch(() => {});
  }

  /** Takes the latest decision back, then the one before it, and so on. */
  async undo() {
    const act = this.#taken.pop();
    if (!act) {
      this.notices.show("decision", say("undo_nothing"));
      return;
    }
    try {
      const { undo } = await act.done;
      if (!undo) return void (await this.undo());
      const { undone } = await this.api.ask(operations.UNDO, { input: undo });
      this.queue.counted(undone.queueCounts);
      const errors = [...undone.errors, ...undone.results.map((each) => each.error).filter(Boolean)];
      const back = undone.results.filter((each) => !each.error).map((each) => each.commentId);
      if (back.length) this.notices.show("decision", say("undone", { n: back.length }));
      if (errors.length) {
        this.notices.show("undo", say("undo_failed", { why: conflictText(errors[0]) }), { isBad: true });
      }
      if (this.queue.name === act.queue && back.length) await this.queue.putBack(back, { isFocused: true });
    } catch (error) {
      this.#taken.push(act);
      this.notices.show("decision", error instanceof RequestFailed ? error.message : say("failed"), { isBad: true });
    }
  }

  /** Claims or lets go of comments, and shows who has them. */
  async claim(comments, { isQuiet = false, seconds = 300, isLettingGo = false } = {}) {
    const input = { ids: comments.map((each) => each.id), ...(isLettingGo ? {} : { seconds }) };
    if (!input.ids.length) return;
    const { claimed } = await this.api.ask(isLettingGo ? operations.RELEASE : operations.CLAIM, { input });
    for (const { commentId, comment, error } of claimed.results) {
      const present = this.queue.find(commentId);
      if (present && comment) this.queue.put({ ...present, moderation: { ...present.moderation, ...comment.moderation } });
      if (error && !isQuiet) this.notices.show(`conflict-${commentId}`, conflictText(error), { isBad: true });
    }
  }
}

/** Who was faster, did what, and when. */
export function conflictText(error) {
  if (!error.cause) return error.message;
  return say(`conflict_${error.cause}`, {
    name: nameOf(error.by),
    when: error.at ? ago(error.at) : say("moment_ago"),
    status: error.currentStatus ? say(`status_${error.currentStatus}`) : "",
  });
}

export const nameOf = (actor) => (!actor ? say("somebody") : actor.kind === "POLICY" ? say("the_policy") : actor.name);
