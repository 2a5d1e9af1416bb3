// Search in the warehouse, and what a copy is worth.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { date, useLanguage, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import { CopyView } from "./copy_view";
import { errandHeaders, ErrandFields, firstErrand, isWhole, type Copy } from "./errand";

type Found = Schemas["Copies"];

interface Terms {
  q: string;
  subject: string;
  number: string;
  issued_from: string;
  issued_until: string;
}

const kNoTerms: Terms = { q: "", subject: "", number: "", issued_from: "", issued_until: "" };
const kAtATime = 50;

// Only what was filled in; the words of a person's search never stand in an address.
function bodyOf(terms: Terms, cursor: string | null): Record<string, unknown> {
  const filled = Object.entries(terms).filter(([, value]) => value.trim() !== "");
  return { ...Object.fromEntries(filled), limit: kAtATime, ...(cursor ? { cursor } : {}) };
}

export function WarehouseScreen({ client }: { client: Client }) {
  const texts = useTexts();
  const [errand, setErrand] = useState(firstErrand);
  const [terms, setTerms] = useState(kNoTerms);
  const [found, setFound] = useState<Copy[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [open, setOpen] = useState<Copy | null>(null);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);

  async function search(cursor: string | null): Promise<void> {
    if (!isWhole(errand)) return;
    setBusy(true);
    setFailure("");
    try {
      const page = await client.json<Found>("/api/v1/copies/search", {
        method: "POST",
        json: bodyOf(terms, cursor),
        headers: errandHeaders(errand),
      });
      setFound((before) => (cursor && before ? [...before, ...page.copies] : page.copies));
      setNext(page.next);
      if (!cursor) setOpen(null);
    } catch (error) {
      setFailure(said(error, texts));
    } finally {
      setBusy(false);
    }
  }

  const set = (name: keyof Terms) => (value: string) => setTerms({ ...terms, [name]: value });
  return (
    <>
      <h1>{texts.searchTitle}</h1>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void search(null);
        }}
      >
        <ErrandFields errand={errand} onChange={setErrand} />
        <TextField
          label={texts.words}
          hint={texts.wordsHint}
          type="search"
          value={terms.q}
          onText={set("q")}
          autoFocus
        />
        <div class="fields">
          <TextField
            label={texts.subject}
            inputMode="numeric"
            autocomplete="off"
            value={terms.subject}
            onText={set("subject")}
          />
          <TextField label={texts.number} value={terms.number} onText={set("number")} />
          <TextField
            label={texts.issuedFrom}
            type="date"
            value={terms.issued_from}
            onText={set("issued_from")}
          />
          <TextField
            label={texts.issuedUntil}
            type="date"
            value={terms.issued_until}
            onText={set("issued_until")}
          />
        </div>
        <button type="submit" disabled={busy}>
          {texts.searchButton}
        </button>
      </form>
      {failure && <Alert>{failure}</Alert>}
      <div aria-live="polite">
        {found?.length === 0 && <p>{texts.nothingFound}</p>}
        {found && found.length > 0 && <Results copies={found} open={open} onOpen={setOpen} />}
      </div>
      {next && (
        <button type="button" class="quiet" disabled={busy} onClick={() => void search(next)}>
          {texts.more}
        </button>
      )}
      {open && <CopyView key={open.id} client={client} copy={open} errand={errand} />}
    </>
  );
}

function Results({
  copies,
  open,
  onOpen,
}: {
  copies: Copy[];
  open: Copy | null;
  onOpen: (copy: Copy) => void;
}) {
  const texts = useTexts();
  const language = useLanguage();
  const field = (copy: Copy, name: string) => {
    const value = copy.fields[name];
    return Array.isArray(value) ? value.join("; ") : (value ?? "");
  };
  return (
    <div class="scrolls" role="region" aria-label={texts.results} tabIndex={0}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{texts.title}</th>
            <th scope="col">{texts.number}</th>
            <th scope="col">{texts.issued}</th>
            <th scope="col">{texts.pages}</th>
          </tr>
        </thead>
        <tbody>
          {copies.map((copy) => (
            <tr key={copy.id} aria-current={open?.id === copy.id ? "true" : undefined}>
              <td>
                <button type="button" class="link" onClick={() => onOpen(copy)}>
                  {copy.title || copy.kind || copy.id}
                </button>
              </td>
              <td>{field(copy, "so_ky_hieu")}</td>
              <td>{date(field(copy, "ngay_ban_hanh"), language)}</td>
              <td>{copy.pages}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
