/**
 * Whether a request comes from who it says: HMAC over what was sent, compared in constant time.
 *
 * | scheme     | what is signed                                                                |
 * | ---------- | ----------------------------------------------------------------------------- |
 * | hmac       | the body; with a header for the time: that header's value, a dot, the body    |
 * | hubspot-v3 | method, address, body and time, as HubSpot documents it; SHA-256 in base64     |
 *
 * A request whose time is further from the clock than the tolerance, either way, is none: it may have been recorded. Who
 * sends one again within it changes nothing, since events are taken once.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignatureConfig } from "@stagefold/config";

/** What a signature is checked on. */
export interface SignedRequest {
  readonly method: string;
  /** As the sender knows it, with the public name of this server. */
  readonly url: string;
  /** As it was sent, before it is inflated. */
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const HUBSPOT_SIGNATURE = "x-hubspot-signature-v3";
const HUBSPOT_TIMESTAMP = "x-hubspot-request-timestamp";

/** The name of the header with the signature. Pure. */
export function signatureHeader(config: SignatureConfig): string {
  return config.scheme === "hubspot-v3" ? HUBSPOT_SIGNATURE : config.header;
}

/** What is wrong with the signature, in a sentence that helps nobody to make one; null: it is right. */
export function signatureFault(
  request: SignedRequest,
  config: SignatureConfig,
  secret: string,
  now: number,
): string | null {
  const header = signatureHeader(config);
  const given = headerText(request, header);
  if (given === null) return `the header ${header} with the signature is missing`;
  const timeHeader = config.scheme === "hubspot-v3" ? HUBSPOT_TIMESTAMP : config.timestampHeader;
  const time = timeHeader === null ? null : headerText(request, timeHeader);
  if (timeHeader !== null) {
    if (time === null) return `the header ${timeHeader} with the time of signing is missing`;
    const unitMs = config.scheme === "hubspot-v3" || config.timestampUnit === "ms" ? 1 : 1_000;
    const signedAt = /^\d{1,16}$/.test(time) ? Number(time) * unitMs : Number.NaN;
    if (Number.isNaN(signedAt)) return `the header ${timeHeader} holds no time`;
    if (Math.abs(now - signedAt) > config.toleranceMs) {
      return `it was signed more than ${config.toleranceMs / 1_000} s before or after this server's time`;
    }
  }
  return isSame(given, expected(request, config, secret, time)) ? null : "the signature is not that of the body";
}

function expected(request: SignedRequest, config: SignatureConfig, secret: string, time: string | null): string {
  if (config.scheme === "hubspot-v3") {
    const hmac = createHmac("sha256", secret).update(request.method + hubspotUrl(request.url));
    return hmac
      .update(request.body)
      .update(time ?? "")
      .digest("base64");
  }
  const hmac = createHmac(config.hash, secret);
  if (time !== null) hmac.update(`${time}.`);
  return config.prefix + hmac.update(request.body).digest(config.encoding);
}

/** HubSpot signs addresses with these characters decoded. */
const DECODED: Readonly<Record<string, string>> = {
  "%3A": ":",
  "%2F": "/",
  "%3F": "?",
  "%40": "@",
  "%21": "!",
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2A": "*",
  "%2C": ",",
  "%3B": ";",
};

function hubspotUrl(url: string): string {
  return url.replace(/%[\da-f]{2}/gi, (code) => DECODED[code.toUpperCase()] ?? code);
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  return one.length === other.length && timingSafeEqual(one, other);
}

function headerText({ headers }: SignedRequest, name: string): string | null {
  const value = headers[name];
  return typeof value === "string" ? value.trim() : null;
}
