// Requests and what became of them.
import { useEffect, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { said } from "../../ui/said";
import { texts as both } from "./texts";

type Request = Schemas["Certification"];
type Requests = Schemas["Certifications"];

interface DecidedProps {
  client: Client;
  title: string;
  states: string[]; // "" for all
}

export function Decided({ client, title, states }: DecidedProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const language = useLanguage();
  const [list, setList] = useState<Request[] | null>(null);
  const [failure, setFailure] = useState("");

  useEffect(() => {
    const ask = (state: string) =>
      client.json<Requests>(`/api/v1/certifications?limit=50${state && `&state=${state}`}`);
    Promise.all(states.map(ask))
      .then((pages) => setList(pages.flatMap((page) => page.certifications)))
      .catch((error: unknown) => setFailure(said(error, general)));
    // The states of one list stay the same.
  }, [client]);

  const outcome = (request: Request) => {
    if (request.state === "refused") return own.refusedBy(request.officer ?? "", request.reason ?? "");
    if (request.number === null) return "";
    return own.numberGiven(request.number, request.book ?? "");
  };
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {failure && <Alert>{failure}</Alert>}
      {list?.length === 0 && <p>{own.nothingYet}</p>}
      {list && list.length > 0 && (
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
              {list.map((request) => (
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
    </section>
  );
}
