// Where the sheets of a batch are, who answers for it, and the report.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert, TextField } from "../../ui/field";
import { said } from "../../ui/said";
import { texts as both } from "./texts";
import type { Listed } from "./words";

type SignOff = Schemas["SignOff"];
type Sheets = Schemas["Sheets"];

interface CardProps {
  client: Client;
  path: string;
  batch: Listed;
  mayAct: boolean;
}

const kCounts = ["fed", "stored", "kept", "blank", "separator", "quarantined"] as const;

const closes = (sheets: Sheets): boolean =>
  sheets.fed > 0 &&
  sheets.fed === sheets.stored &&
  sheets.stored === sheets.kept + sheets.blank + sheets.separator + sheets.quarantined;

const same = (a: Sheets, b: Sheets): boolean => kCounts.every((name) => a[name] === b[name]);

export function BalanceCard({ client, path, batch, mayAct }: CardProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const language = useLanguage();
  const [list, setList] = useState<SignOff[]>([]);
  const [remark, setRemark] = useState("");
  const [failure, setFailure] = useState("");
  const { sheets } = batch;
  const balanced = closes(sheets);
  const latest = list[list.length - 1];

  const fail = (error: unknown) => setFailure(said(error, general));
  useEffect(() => {
    client
      .json<{ sign_offs: SignOff[] }>(`${path}/sign-offs`)
      .then((answer) => setList(answer.sign_offs))
      .catch(fail);
  }, [client, path]);

  async function signOff(): Promise<void> {
    try {
      const done = await client.json<SignOff>(`${path}/sign-offs`, {
        method: "POST",
        json: { remark },
        headers: { "Idempotency-Key": crypto.randomUUID() },
      });
      setList((before) => [...before, done]);
      setRemark("");
      setFailure("");
    } catch (error) {
      fail(error);
    }
  }

  async function download(format: string): Promise<void> {
    try {
      const content = await (await client.call(`${path}/report?format=${format}`)).blob();
      const address = URL.createObjectURL(content);
      const link = document.createElement("a");
      link.href = address;
      link.download = `${batch.batch}.${format}`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      fail(error);
    }
  }

  return (
    <section class="card" aria-labelledby="balance-title">
      <h2 id="balance-title">{own.balance}</h2>
      <dl class="counts">
        {kCounts.map((name) => (
          <div key={name}>
            <dt>{own[name]}</dt>
            <dd>{sheets[name]}</dd>
          </div>
        ))}
      </dl>
      <p class={`notice ${balanced ? "good" : "doubt"}`}>{balanced ? own.closes : own.open}</p>
      {batch.hand_count && (
        <p class={`notice ${batch.hand_count.counted === batch.hand_count.scanned ? "good" : "doubt"}`}>
          {own.handCount(batch.hand_count.counted, batch.hand_count.scanned)}
        </p>
      )}
      <h3>{own.signOffs}</h3>
      {list.length === 0 && <p>{own.nobody}</p>}
      <ul>
        {list.map((each) => (
          <li key={each.number}>
            {own.signedBy(each.person, dateTime(each.at, language))}
            {each.remark && `: ${each.remark}`}
          </li>
        ))}
      </ul>
      {latest && !same(latest.sheets, sheets) && <p class="notice doubt">{own.sheetsChanged}</p>}
      {mayAct && balanced && (!latest || !same(latest.sheets, sheets)) && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void signOff();
          }}
        >
          <TextField label={own.remark} value={remark} onText={setRemark} maxLength={500} />
          <button type="submit">{own.signOff}</button>
        </form>
      )}
      <h3>{own.report}</h3>
      <p class="buttons">
        <button type="button" class="quiet" onClick={() => void download("html")}>
          {own.reportHtml}
        </button>
        <button type="button" class="quiet" onClick={() => void download("csv")}>
          {own.reportCsv}
        </button>
        <button type="button" class="quiet" onClick={() => void download("json")}>
          {own.reportJson}
        </button>
      </p>
      <p class="soft">{own.reportNote}</p>
      {failure && <Alert>{failure}</Alert>}
    </section>
  );
}
