import { dateTime, useLanguage, useOwnTexts } from "../../texts/text";
import type { Compared, Request } from "./officer";
import { texts as both } from "./texts";

interface QueueProps {
  queue: readonly Request[];
  compared: Compared;
  onOpen: (number: number) => void;
  onTakeOut: (number: number) => void;
}

export function Queue({ queue, compared, onOpen, onTakeOut }: QueueProps) {
  const own = useOwnTexts(both);
  const language = useLanguage();
  const first = queue.find((each) => !(each.certification in compared));
  const stateOf = (request: Request): string => {
    if (request.held) return own.heldNow;
    if (request.certification in compared) return own.compared;
    return request.failure ? own.failedBefore : own.notCompared;
  };
  return (
    <div class="scrolls" role="region" aria-label={own.queue} tabIndex={0}>
      <table class="list">
        <thead>
          <tr>
            {[own.paper, own.caseFile, own.asker, own.asked, own.pages, own.state].map((word) => (
              <th scope="col" key={word}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queue.map((request) => (
            <tr key={request.certification}>
              <td>
                <button
                  type="button"
                  class="link"
                  autoFocus={request === first}
                  onClick={() => onOpen(request.certification)}
                >
                  {request.title || own.untitled}
                </button>
              </td>
              <td>{request.case_file}</td>
              <td>{request.requester}</td>
              <td>{dateTime(request.requested, language)}</td>
              <td>{request.pages}</td>
              <td>
                {stateOf(request)}{" "}
                {request.certification in compared && (
                  <button
                    type="button"
                    class="link"
                    aria-label={`${own.undone}: ${request.title || own.untitled}, ${request.case_file}`}
                    onClick={(event) => {
                      // This button goes; the row keeps the focus.
                      event.currentTarget.closest("tr")?.querySelector("button")?.focus();
                      onTakeOut(request.certification);
                    }}
                  >
                    {own.undone}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
