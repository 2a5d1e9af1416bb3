// A file on its way to the server in parts (tus 1.0.0), so that a line that breaks costs one part.
import { ApiError, type Client } from "../../api/client";

const kPart = 4 << 20;
const kTries = 5;
const kTus = { "Tus-Resumable": "1.0.0" };

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

// Its id. `progress`: share that has arrived, 0 to 1.
export async function upload(
  client: Client,
  file: File,
  progress: (share: number) => void,
): Promise<string> {
  const created = await client.call("/api/v1/uploads", {
    method: "POST",
    headers: {
      ...kTus,
      "Upload-Length": String(file.size),
      "Upload-Metadata": `filename ${base64(file.name)}`,
    },
  });
  const place = created.headers.get("Location") ?? "";
  let offset = 0;
  for (let failed = 0; offset < file.size; ) {
    try {
      const answer = await client.call(place, {
        method: "PATCH",
        headers: { ...kTus, "Upload-Offset": String(offset) },
        body: file.slice(offset, offset + kPart),
        mediaType: "application/offset+octet-stream",
      });
      offset = Number(answer.headers.get("Upload-Offset"));
      failed = 0;
      progress(offset / file.size);
    } catch (error) {
      if (!(error instanceof ApiError && error.unreached) || ++failed >= kTries) throw error;
      await pause(1000 * failed);
      const head = await client.call(place, { method: "HEAD", headers: kTus });
      offset = Number(head.headers.get("Upload-Offset"));
    }
  }
  return place.slice(place.lastIndexOf("/") + 1);
}
