// The programs that may call the API.
import { useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { More } from "../../ui/more";
import { usePaged } from "../../ui/paged";
import { said } from "../../ui/said";
import { AccountForm } from "./account_form";
import { RightsCells } from "./rights_cells";
import { ShownOnce, type Once } from "./shown_once";
import { kTexts } from "./texts";

type Program = Schemas["Client"];

interface Page {
  clients: Program[];
  next: string | null;
}

const rowsOf = (page: Page) => page.clients;
const keyOf = ({ id }: Program) => id;

export function Clients({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const common = useTexts();
  const list = usePaged(client, "/api/v1/clients?limit=100", rowsOf, keyOf);
  const [open, setOpen] = useState("");
  const [once, setOnce] = useState<Once | null>(null);
  const [failure, setFailure] = useState("");
  const [done, setDone] = useState("");

  // With a secret in the answer it is shown, once.
  async function act(path: string, method: string, json?: object): Promise<void> {
    setDone("");
    try {
      const options = json === undefined ? { method } : { method, json };
      const made = await client.json<Partial<Schemas["ClientSecret"]>>(path, options);
      setOnce(
        made.secret
          ? { title: made.id ?? "", lines: [{ name: texts.secret, values: [made.secret] }] }
          : null,
      );
      setFailure("");
      setOpen("");
      setDone(texts.done);
      list.again();
    } catch (error) {
      setFailure(said(error, common));
    }
  }
  const path = (program: Program) => `/api/v1/clients/${encodeURIComponent(program.id)}`;

  const programs = list.rows ?? [];
  const editing = programs.find((program) => program.id === open);
  return (
    <>
      {(failure || list.failure) && <Alert>{failure || list.failure}</Alert>}
      {once && <ShownOnce once={once} onClose={() => setOnce(null)} />}
      <p role="status">{done}</p>
      {open === "" && (
        <p>
          <button type="button" onClick={() => setOpen("+")}>
            {texts.addClient}
          </button>
        </p>
      )}
      {open === "+" && (
        <AccountForm
          client={client}
          idLabel={texts.id}
          nameLabel={texts.clientName}
          onSave={(rights, id) => void act("/api/v1/clients", "POST", { id, ...rights })}
          onCancel={() => setOpen("")}
        />
      )}
      {editing && (
        <div class="editing">
          <h3>{editing.id}</h3>
          <AccountForm
            key={editing.id}
            client={client}
            first={editing}
            nameLabel={texts.clientName}
            onSave={({ name, unit, sees, roles }) =>
              void act(path(editing), "PATCH", { name, unit, sees, roles })
            }
            onCancel={() => setOpen("")}
          />
          <p class="buttons">
            <button
              type="button"
              class="quiet"
              onClick={() => void act(`${path(editing)}/secret`, "POST")}
            >
              {texts.renewSecret}
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => void act(path(editing), "PATCH", { disabled: !editing.disabled })}
            >
              {editing.disabled ? texts.enable : texts.disable}
            </button>
          </p>
        </div>
      )}
      {list.rows?.length === 0 && <p>{texts.none}</p>}
      {programs.length > 0 && (
        <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.clients}>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{texts.id}</th>
                <th scope="col">{texts.clientName}</th>
                <th scope="col">{texts.unit}</th>
                <th scope="col">{texts.rolesOf}</th>
                <th scope="col">{texts.perMinute}</th>
                <th scope="col">{texts.state}</th>
                <th scope="col">{texts.change}</th>
              </tr>
            </thead>
            <tbody>
              {programs.map((program) => (
                <tr key={program.id} aria-current={program.id === open ? "true" : undefined}>
                  <td>{program.id}</td>
                  <td>{program.name}</td>
                  <RightsCells account={program} />
                  <td>{program.per_minute}</td>
                  <td>{program.disabled ? <strong>{texts.disabled}</strong> : texts.active}</td>
                  <td>
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`${texts.change} ${program.id}`}
                      onClick={() => setOpen(program.id)}
                    >
                      {texts.change}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More more={list.more} />
    </>
  );
}
