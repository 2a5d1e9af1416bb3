// What became of a copy: its versions, the case files it served, and who looked at it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dateTime, fileSize, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { LongList, type Column } from "../../ui/long_list";
import { usePaged } from "../../ui/paged";
import { said } from "../../ui/said";
import type { Access, AccessPage, CopyCalls, Reuse, Version } from "./copy_calls";
import { purposeWord } from "./errand";
import { warehouseTexts } from "./texts";

// The rows, or what stands in their place.
function Fetched<Row>({
  fetch,
  show,
}: {
  fetch: (signal: AbortSignal) => Promise<Row[]>;
  show: (rows: Row[]) => ComponentChildren;
}) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const [rows, setRows] = useState<Row[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    const gone = new AbortController();
    fetch(gone.signal).then(setRows, (error: unknown) => {
      if (!gone.signal.aborted) setFailure(error);
    });
    return () => gone.abort();
  }, []);
  if (failure !== null) return <Alert>{said(failure, texts)}</Alert>;
  if (!rows) return <p>{texts.waiting}</p>;
  if (rows.length === 0) return <p>{own.none}</p>;
  return <>{show(rows)}</>;
}

function History<Row>({
  label,
  rows,
  columns,
  more,
}: {
  label: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  more?: (() => void) | undefined;
}) {
  const [current, setCurrent] = useState(-1);
  return (
    <LongList
      label={label}
      rows={rows}
      columns={columns}
      current={current}
      onCurrent={setCurrent}
      onOpen={setCurrent}
      onEnd={more}
      className="short"
    />
  );
}

export function Versions({ calls }: { calls: CopyCalls }) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const language = useLanguage();
  return (
    <Fetched<Version>
      fetch={(signal) => calls.versions(signal)}
      show={(rows) => (
        <ol class="plain">
          {rows.map((one) => (
            <li key={one.version} class="notice">
              <h3>
                {own.version} {one.version}: {own.reasons[one.reason] ?? one.reason}
              </h3>
              <dl class="facts">
                <dt>{own.when}</dt>
                <dd>{dateTime(one.created, language)}</dd>
                <dt>{own.level}</dt>
                <dd>{one.level}</dd>
                <dt>{own.size}</dt>
                <dd>{fileSize(one.size, language)}</dd>
                <dt>{texts.digest}</dt>
                <dd class="digest">{one.sha256}</dd>
              </dl>
            </li>
          ))}
        </ol>
      )}
    />
  );
}

export function Reuses({ calls }: { calls: CopyCalls }) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const language = useLanguage();
  return (
    <Fetched<Reuse>
      fetch={(signal) => calls.reuses(signal)}
      show={(rows) => (
        <History
          label={own.reusesTab}
          rows={rows}
          columns={[
            { title: own.when, width: "210px", show: (row) => dateTime(row.at, language) },
            { title: own.caseFile, width: "minmax(0, 2fr)", show: (row) => row.case_file },
            { title: own.purpose, width: "minmax(0, 2fr)", show: (row) => purposeWord(row.purpose, texts) },
            { title: own.unit, width: "minmax(0, 1fr)", show: (row) => row.unit },
          ]}
        />
      )}
    />
  );
}

const accessesOf = (page: AccessPage) => page.accesses;
const numberOf = (row: Access) => row.number;

export function Accesses({ calls, named }: { calls: CopyCalls; named: boolean }) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const language = useLanguage();
  const { rows, failure, more } = usePaged(calls.client, calls.accesses, accessesOf, numberOf, calls.headers);
  return (
    <>
      {!named && <p>{own.accountHidden}</p>}
      {failure && <Alert>{failure}</Alert>}
      {rows === null && !failure && <p>{texts.waiting}</p>}
      {rows?.length === 0 && <p>{own.none}</p>}
      {rows && rows.length > 0 && (
        <History
          label={own.accessesTab}
          rows={rows}
          more={more}
          columns={[
            { title: own.when, width: "210px", show: (row) => dateTime(row.at, language) },
            ...(named
              ? [{ title: own.account, width: "minmax(0, 2fr)", show: (row: Access) => row.account }]
              : []),
            { title: own.unit, width: "minmax(0, 2fr)", show: (row) => row.unit_name },
            {
              title: own.action,
              width: "minmax(0, 2fr)",
              show: (row) =>
                (own.actions[row.action] ?? row.action) + (row.status >= 400 ? ` (${own.refused})` : ""),
            },
            { title: own.purpose, width: "minmax(0, 2fr)", show: (row) => purposeWord(row.purpose, texts) },
            { title: own.caseFile, width: "minmax(0, 2fr)", show: (row) => row.case_file },
          ]}
        />
      )}
    </>
  );
}
