/**
 * What one commit changes of a tenant's counts, summed at the finest dimensions, as FunnelDelta
 * records: DESIGN's "one record of what its contributions changed".
 */
import type { AvroRecord } from "@stagefold/codec";
import type { Carried, ContributionSink, Distribution, SlaAdds, StageAdds } from "@stagefold/domain";
import { DISTRIBUTIONS, SAMPLE_ROW, SLA_ROW, STAGE_ROW } from "../funnel-delta.ts";

/** A record is closed when it holds so many numbers, to stay well below a broker's limit on sizes. */
const FULL = 60_000;

/** Rows by subject and channel, campaign and owner, then day: two names to a key. */
type SumRows = Map<number, Map<number, Map<number, number[]>>>;
const NAMES = 2 ** 26;
const newSegments = (): Map<number, Map<number, number[]>> => new Map();
const newDays = (): Map<number, number[]> => new Map();

function entry<V>(map: Map<number, V>, key: number, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Collects the contributions of one tenant; `take` gives them as records and starts anew. */
export class DeltaSums implements ContributionSink {
  readonly #tenantId: string;
  #names = new Map<string, number>();
  #stages: SumRows = new Map();
  #slas: SumRows = new Map();
  #samples: number[] = [];
  #size = 0;
  readonly #full: AvroRecord[] = [];

  constructor(tenantId: string) {
    this.#tenantId = tenantId;
  }

  stage(stage: string, day: number, segment: Carried, adds: StageAdds): void {
    const row = this.#row(this.#stages, stage, day, segment, STAGE_ROW);
    for (let i = 0; i < adds.length; i++) row[5 + i] = (row[5 + i] as number) + (adds[i] as number);
  }

  sla(slaId: string, day: number, segment: Carried, adds: SlaAdds): void {
    const row = this.#row(this.#slas, slaId, day, segment, SLA_ROW);
    for (let i = 0; i < adds.length; i++) row[5 + i] = (row[5 + i] as number) + (adds[i] as number);
  }

  sample(of: Distribution, subject: string, day: number, segment: Carried, ms: number, weight: number): void {
    this.#samples.push(
      DISTRIBUTIONS.indexOf(of),
      this.#name(subject),
      day,
      this.#name(segment.channel),
      this.#name(segment.campaignId),
      this.#name(segment.ownerId),
      ms,
      weight,
    );
    this.#size += SAMPLE_ROW;
  }

  /** The records of all that was collected; none where it comes to nothing. */
  take(): readonly AvroRecord[] {
    this.#close();
    return this.#full.splice(0);
  }

  #row(rows: SumRows, subject: string, day: number, segment: Carried, size: number): number[] {
    const names = [
      this.#name(subject),
      day,
      this.#name(segment.channel),
      this.#name(segment.campaignId),
      this.#name(segment.ownerId),
    ] as const;
    const bySegment = entry(rows, names[0] * NAMES + names[2] + 1, newSegments);
    const byDay = entry(bySegment, (names[3] + 1) * NAMES + names[4] + 1, newDays);
    let row = byDay.get(day);
    if (row === undefined) {
      row = new Array<number>(size).fill(0);
      for (let i = 0; i < names.length; i++) row[i] = names[i] as number;
      byDay.set(day, row);
      this.#size += size;
    }
    return row;
  }

  #name(name: string | null): number {
    if (name === null) return -1;
    let index = this.#names.get(name);
    if (index === undefined) {
      index = this.#names.size;
      this.#names.set(name, index);
    }
    return index;
  }

  #close(): void {
    const names = [...this.#names.keys()];
    const stages = flatten(this.#stages);
    const slas = flatten(this.#slas);
    // Sums are split over as many records as their size asks for; each names what its rows name.
    const record = (part: { stages?: number[]; slas?: number[]; samples?: number[] }): void => {
      this.#full.push({
        type: "FunnelDelta",
        tenantId: this.#tenantId,
        names,
        stages: part.stages ?? [],
        slas: part.slas ?? [],
        samples: part.samples ?? [],
      });
    };
    if (stages.length + slas.length + this.#samples.length > 0) {
      if (this.#size <= FULL) {
        record({ stages, slas, samples: this.#samples });
      } else {
        for (const part of parts(stages, STAGE_ROW)) record({ stages: part });
        for (const part of parts(slas, SLA_ROW)) record({ slas: part });
        for (const part of parts(this.#samples, SAMPLE_ROW)) record({ samples: part });
      }
    }
    this.#names = new Map();
    this.#stages = new Map();
    this.#slas = new Map();
    this.#samples = [];
    this.#size = 0;
  }
}

/** The rows that add anything. */
function flatten(rows: SumRows): number[] {
  const flat: number[] = [];
  for (const bySegment of rows.values()) {
    for (const byDay of bySegment.values()) {
      for (const row of byDay.values()) {
        let adds = false;
        for (let i = 5; i < row.length; i++) if (row[i] !== 0) adds = true;
        if (adds) for (const number of row) flat.push(number);
      }
    }
  }
  return flat;
}

function* parts(rows: number[], rowSize: number): Generator<number[]> {
  const size = Math.floor(FULL / rowSize) * rowSize;
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
