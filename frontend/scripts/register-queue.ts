// Words of a register on their way: each has an id and a time of its own, is sent until the server
// says what became of it, and goes in the order in which it was said. Knows no page.

interface Said {
  id: string;
  session: string;
  said_at: string;
}

/** Of somebody's place. */
export interface Mark extends Said {
  kind?: undefined;
  person: string;
  family: string;
  status: string;
}

export interface Newcomer {
  person: string;
  given_name: string;
  initial: string;
  is: string;
  months: number | null;
}

/** A privacy notice as somebody was shown it. */
export interface Notice {
  version: string;
  language: string;
}

/** What else is said of a register; which fields each kind has, the server's `reading.py` says. */
export interface Other extends Said {
  kind: "newcomers" | "heads" | "close" | "reopen" | "creche_in" | "creche_out" | "creche_adults";
  family?: string;
  people?: Newcomer[];
  notice?: Notice | null;
  counted_by?: string;
  count?: number;
  words?: string;
  child?: string;
  adults?: number;
  left_by?: string;
  phone?: string;
  named?: string;
  must_know?: string;
  stay?: string;
  to?: string;
  agreed_with?: string;
}

export type Word = Mark | Other;

export interface Answer {
  id: string;
  became: "kept" | "older" | "known" | "refused";
  words?: string;
  also_at?: string[];
  clock_words?: string;
}

/** What sending came to: answers; or that there is no way through now, or nobody signed in. */
export type Sent = { answers: Answer[] } | { away: true } | { signedOut: true };

export interface Told {
  waiting: number;
  away: boolean;
  signedOut: boolean;
}

/** That all words of a register were answered: what was said besides, and may be about them, follows. */
export const THROUGH = "fs-through";

const MOST_AT_ONCE = 100;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

export class Queue {
  private words: Word[] = [];
  private busy = false;
  private wait = FIRST_WAIT_MS;
  private later: number | undefined;
  private away = false;
  private signedOut = false;

  constructor(
    private readonly send: (words: Word[]) => Promise<Sent>,
    private readonly answered: (word: Word, answer: Answer) => void,
    private readonly tell: (told: Told) => void,
    private readonly through: () => void,
  ) {}

  get waiting(): number {
    return this.words.length;
  }

  /** Whether a word about somebody is on its way. */
  holds(person: string): boolean {
    return this.words.some((word) => !word.kind && word.person === person);
  }

  /** Whether a word itself is on its way. */
  has(id: string): boolean {
    return this.words.some((word) => word.id === id);
  }

  /** Whether the last sending found no way through. */
  get isAway(): boolean {
    return this.away || this.signedOut;
  }

  add(words: Word[]): void {
    this.words.push(...words);
    this.report();
    void this.flush();
  }

  /** Send what waits, now; the network may be back. */
  async flush(): Promise<void> {
    if (this.busy || this.words.length === 0) {
      return;
    }
    clearTimeout(this.later);
    this.busy = true;
    const batch = this.words.slice(0, MOST_AT_ONCE);
    let sent: Sent;
    try {
      sent = await this.send(batch);
    } catch {
      sent = { away: true };
    }
    this.busy = false;
    this.away = "away" in sent;
    this.signedOut = "signedOut" in sent;
    if ("answers" in sent) {
      this.wait = FIRST_WAIT_MS;
      this.settle(batch, sent.answers);
      this.report();
      if (this.words.length === 0) this.through();
      await this.flush();
    } else {
      this.report();
      this.later = window.setTimeout(() => void this.flush(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    }
  }

  private settle(batch: Word[], answers: Answer[]): void {
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    // What got no answer stays.
    this.words = this.words.filter((word) => !byId.has(word.id));
    for (const word of batch) {
      const answer = byId.get(word.id);
      if (answer) this.answered(word, answer);
    }
  }

  private report(): void {
    this.tell({ waiting: this.words.length, away: this.away, signedOut: this.signedOut });
  }
}

/**
 * The server's time as the page knew it when it came, carried on by a clock that nobody sets; where
 * a device slept and that clock stood still, by the device's own. Never twice the same, never back.
 */
export function serverClock(now: string): () => string {
  const ahead = Date.parse(now) - Date.now();
  const from = Date.parse(now) - performance.now();
  let last = 0;
  return () => {
    const steady = from + performance.now();
    const own = Date.now() + ahead;
    // A clock that was set forward by a day is not believed; one that shows an hour of sleep is.
    const slept = own > steady && own - steady < 12 * 60 * 60 * 1000 ? own : steady;
    last = Math.max(last + 1, Math.round(slept));
    return new Date(last).toISOString();
  };
}

/** Whether something is said after the day of its page; `ends` is an instant of the server's. */
export function isOver(saidAt: string, ends: string | undefined): boolean {
  return Date.parse(saidAt) >= Date.parse(ends ?? "");
}

/** An id as the server makes them: random, and in no order. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
