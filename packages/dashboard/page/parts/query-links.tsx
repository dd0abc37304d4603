import { authorization, token } from "../api/token.ts";
import { inFormat } from "../api/urls.ts";

const FORMATS = ["json", "csv"] as const;

/** The request behind what is shown: the same numbers from the API. */
export function QueryLinks({ query, of }: { readonly query: string; readonly of: string }) {
  return (
    <span class="query-links">
      {FORMATS.map((format) => (
        <a
          key={format}
          href={inFormat(query, format)}
          target="_blank"
          rel="noopener"
          title={`The query behind it: ${query}`}
          aria-label={`${of} as ${format.toUpperCase()}, in a new tab`}
          onClick={(event) => {
            if (token.value === null) return;
            // A link cannot carry a token: what it leads to is fetched with it, and saved.
            event.preventDefault();
            save(inFormat(query, format), `${of}.${format}`).catch(() => {
              // The report beside it says why nothing can be had.
            });
          }}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}

async function save(url: string, name: string): Promise<void> {
  const response = await fetch(url, { headers: authorization() });
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
