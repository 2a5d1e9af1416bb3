// The tree of offices, as its file has it.
import type { Client, Schemas } from "../../api/client";
import { date, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { useAsked } from "../../ui/asked";
import { Alert } from "../../ui/field";
import { kTexts } from "./texts";

type Unit = Schemas["Units"]["units"][number];

// Each behind the one above it, with how deep it stands.
export function inTree(units: Unit[]): { unit: Unit; depth: number }[] {
  const ids = new Set(units.map((unit) => unit.id));
  const tree: { unit: Unit; depth: number }[] = [];
  const add = (unit: Unit, depth: number) => {
    tree.push({ unit, depth });
    if (depth < 16) {
      for (const below of units) if (below.parent === unit.id) add(below, depth + 1);
    }
  };
  for (const unit of units) if (!ids.has(unit.parent)) add(unit, 0);
  return tree;
}

export function Units({ client }: { client: Client }) {
  const texts = useOwnTexts(kTexts);
  const { levels } = useTexts();
  const language = useLanguage();
  const { value, failure } = useAsked<Schemas["Units"]>(client, "/api/v1/units");
  const today = new Date().toISOString().slice(0, 10);
  if (failure) return <Alert>{failure}</Alert>;
  if (!value) return null;
  if (!value.file) return <p>{texts.unitsNone}</p>;
  return (
    <>
      <p>
        {texts.unitsFrom} <code>{value.file}</code>. {texts.unitsHow}
      </p>
      <div class="scrolls" tabIndex={0} role="region" aria-label={texts.parts.units}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{texts.parts.units}</th>
              <th scope="col">{texts.id}</th>
              <th scope="col">{texts.level}</th>
              <th scope="col">{texts.from}</th>
              <th scope="col">{texts.until}</th>
            </tr>
          </thead>
          <tbody>
            {inTree(value.units).map(({ unit, depth }) => (
              <tr key={unit.id}>
                <td>
                  {"\u2003".repeat(depth)}
                  {depth > 0 && "└ "}
                  {unit.name || unit.id}
                  {unit.until && unit.until < today && <strong> ({texts.ended})</strong>}
                </td>
                <td>{unit.id}</td>
                <td>{levels[unit.level] ?? unit.level}</td>
                <td>{date(unit.from, language)}</td>
                <td>{date(unit.until, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
