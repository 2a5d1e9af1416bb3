// Requests and what became of them.
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { More } from "../../ui/more";
import { usePaged } from "../../ui/paged";
import { texts as both } from "./texts";

type Request = Schemas["Certification"];
type Requests = Schemas["Certifications"];

interface DecidedProps {
  client: Client;
  title: string;
  state: "" | "certified" | "refused"; // "" for all
}

const rowsOf = (page: Requests) => page.certifications;
const keyOf = (request: Request) => request.certification;

export function Decided({ client, title, state }: DecidedProps) {
  const own = useOwnTexts(both);
  const language = useLanguage();
  const list = usePaged<Request, Requests>(
    client,
    `/api/v1/certifications?limit=50${state && `&state=${state}`}`,
    rowsOf,
    keyOf,
  );

  const outcome = (request: Request) => {
    if (request.state === "refused") return own.refusedBy(request.officer ?? "", request.reason ?? "");
    if (request.number === null) return "";
    return own.numberGiven(request.number, request.book ?? "");
  };
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {list.failure && <Alert>{list.failure}</Alert>}
      {list.rows?.length === 0 && <p>{own.nothingYet}</p>}
      {list.rows && list.rows.length > 0 && (
        <div class="scrolls" role="region" aria-label={title} tabIndex={0}>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{own.paper}</th>
                <th scope="col">{own.caseFile}</th>
                <th scope="col">{own.asked}</th>
                <th scope="col">{own.state}</th>
                <th scope="col">{own.result}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((request) => (
                <tr key={request.certification}>
                  <td>{request.title || own.untitled}</td>
                  <td>{request.case_file}</td>
                  <td>{dateTime(request.requested, language)}</td>
                  <td>{own.states[request.state]}</td>
                  <td>{outcome(request)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More more={list.more} />
    </section>
  );
}
