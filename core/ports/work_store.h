#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/document.h"
#include "core/error.h"

namespace sohoa::core {

// The job of a lease was given to another worker: what this one found is dropped.
inline constexpr ErrorCode kLeaseLost{
    "store.lease_lost", Retry::kNever, "Việc này đã được tiến trình khác nhận; kết quả cũ bị bỏ.",
    "Another worker has taken this job over; the old result is dropped."};

// ---------------------------------------------------------------- what came in

using Id = std::int64_t;

// Who waits for a batch: a citizen at the counter, an office, or nobody in particular.
enum class Lane { kCounter, kCase, kBacklog };
[[nodiscard]] std::string_view slug(Lane lane);

// Which documents wait for a person before the first signature.
enum class ReviewWait { kAsSet, kNever, kDoubtful, kAlways };
[[nodiscard]] std::string_view slug(ReviewWait wait);  // "" for kAsSet
// Throws Error(kInternal) for any other word.
[[nodiscard]] ReviewWait reviewWait(std::string_view word);

// Where the jobs of a batch line up.
struct Queue {
  Lane lane = Lane::kCase;
  std::string unit = {};  // the office that works on it; offices take turns within a lane
  ReviewWait review = ReviewWait::kAsSet;
};

struct BatchRow {
  std::string id;  // sortable and unique, for example "20261122-083000-4f2a"
  Timestamp created;
  Lane lane = Lane::kCase;
  std::string unit = {};  // as in Queue
  bool paused = false;
  ReviewWait review = ReviewWait::kAsSet;
  bool taking = false;  // more of its files are to come, until endTaking
};

// One path given to one batch. A path that could not be taken in has an error and no master.
struct InputRow {
  std::string batch;
  std::string path;          // as given, UTF-8 NFC
  std::optional<Id> master;  // the master it became
  bool duplicate = false;    // another input brought these bytes before; linked, not doubled
  std::optional<std::string> error_slug;
};

enum class MasterState { kStored, kOpened, kComposed, kQuarantined };

// The bytes that came from the scanner, and the case file they make.
struct MasterRow {
  Id id = 0;
  std::string batch;
  std::string name;  // file name for messages
  Sha256 sha256;
  std::uint64_t size = 0;
  MasterState state = MasterState::kStored;
  int page_count = 0;          // 0 until opened
  std::string case_file = {};  // BatchLedger::place; empty: the file is a case file of its own
  Said said = {};              // BatchLedger::say
  ReviewWait review = ReviewWait::kAsSet;  // of its batch
};

enum class PageState { kWaiting, kRead, kQuarantined };
enum class PageMark { kKept, kBlank, kSeparator };

struct PageRow {
  Id id = 0;
  Id master = 0;
  int index = 0;  // from 0
  PageState state = PageState::kWaiting;
  PageMark mark = PageMark::kKept;
  std::optional<Sha256> result;  // blob with PageResult as JSON
};

// ---------------------------------------------------------------- what comes of it

// The steps a copy takes, in the order of law (Circular 01/2023/TT-VPCP art. 8).
enum class DocumentState {
  kDrafted,
  kAssembled,
  kOperatorSigned,
  kExtracted,
  kAgencySigned,
  kDelivered,
  kQuarantined
};
[[nodiscard]] std::string_view slug(DocumentState state);

struct DocumentRow {
  Id id = 0;
  Id master = 0;
  std::string copy_id;  // public, random, given when drafted
  Document document;    // pages, kind, secrecy; fields once extracted
  DocumentState state = DocumentState::kDrafted;
  std::optional<Sha256> base_pdf;  // each blob stays, so that any step can be shown later
  std::optional<Sha256> operator_pdf;
  std::optional<Sha256> agency_pdf;
};

// Where a document stands among those of its batch: file by file, in the order of their pages.
struct DocumentPlace {
  Id master = 0;
  int position = -1;  // in its file, from 0; as they stand here: before the first
  friend bool operator==(const DocumentPlace&, const DocumentPlace&) = default;
};

struct DocumentPage {
  std::vector<DocumentRow> rows;
  std::optional<DocumentPlace> next;  // of the last row, when others come behind it
};

// ---------------------------------------------------------------- work

enum class Stage {
  kOpen,      // subject: master
  kRead,      // subject: page
  kCompose,   // subject: master, when every page is read
  kAssemble,  // subject: document, and so on
  kSignOperator,
  kExtract,
  kSignAgency,
  kDeliver,
};
[[nodiscard]] std::string_view slug(Stage stage);

// A job leased to one worker. Every change it leads to carries the lease and is dropped, with
// Error(kLeaseLost), once another worker has taken the job over.
struct Lease {
  Id job = 0;
  std::int64_t token = 0;
  Stage stage = Stage::kOpen;
  Id subject = 0;
  std::string batch;
  int attempt = 0;  // errors so far
  int crashes = 0;  // workers this job has killed
  Lane lane = Lane::kCase;
};

// Why something waits for a person.
struct QuarantineRow {
  Id id = 0;
  std::string batch;
  std::string path;         // input path
  Id master = 0;            // 0 when nothing could be stored
  std::optional<int> page;  // from 0; absent: the whole file
  std::string code;         // ErrorCode slug
  std::string reason_vi;
  std::string reason_en;
  Timestamp since;
  Stage stage = Stage::kOpen;
};

struct Failure {
  std::string code;
  std::string reason_vi;
  std::string reason_en;
  std::optional<int> page;
};

// A document that waits for a person when it is composed: ReviewBook.
struct ReviewHold {
  std::size_t document = 0;  // which of those composed
  double certainty = 0;      // 0..1, of what is least certain about it
  bool whole = false;        // its file stays one document
};

// Sheets of a batch. fed = stored = kept + blank + separator + quarantined when all work is done;
// `waiting` counts the sheets still on their way. A file that cannot be opened counts as one sheet.
struct SheetBalance {
  int fed = 0, stored = 0, kept = 0, blank = 0, separator = 0, quarantined = 0, waiting = 0;
  int second_images = 0;  // of those fed: pages imaged once more without a note stuck on them
  [[nodiscard]] bool closes() const {
    return fed == stored && stored == kept + blank + separator + quarantined;
  }
};

struct Progress {
  int jobs_open = 0;  // ready, waiting for a later attempt, or running
  int jobs_running = 0;
  int jobs_held = 0;                      // of a paused batch, and not running
  std::optional<Timestamp> next_attempt;  // the earliest among jobs that wait
  std::string waits_for;                  // code of what the last of these failed with
  int pages_done = 0, pages_total = 0;
  int copies_done = 0, copies_total = 0;
  int reviews_waiting = 0;  // documents that wait for a person; no job is open for them
  // The last sign of an intake that has not ended: its begin, or its newest file. One that was
  // killed shows as well, until the batch is given again.
  std::optional<Timestamp> taking;
};

// More files of the batch are on their way: its intake runs, and is not one that was killed long
// ago.
[[nodiscard]] inline bool isTaking(const Progress& progress, Timestamp now) {
  constexpr std::chrono::hours kLongestSilence{1};  // one file is taken in well before
  return progress.taking && now < *progress.taking + kLongestSilence;
}

// The open jobs of a lane that no pause holds back.
struct LaneLoad {
  Lane lane = Lane::kCase;
  int ready = 0;  // also those that wait for a later attempt
  int running = 0;
  std::optional<Timestamp> oldest;  // when the oldest of both was added
};

// How a worker went away without finishing its job.
enum class WorkerEnd {
  kCrashed,      // of itself (signal other than KILL, limits): counts against the job
  kInterrupted,  // killed from outside, power cut: the attempt is given back
};

// ---------------------------------------------------------------- the port

// The truth about batches, pages, documents and jobs. State and job change in one transaction, and
// no transaction is ever open while a stage works. Safe for several processes; one instance per
// thread. Throws Error(kStoreBusy) (transient) and Error(kLeaseLost).
class WorkStore {
 public:
  virtual ~WorkStore() = default;

  // --- intake
  // Once is enough; again changes nothing but the lane, also of jobs already waiting, and with
  // `taking` that an intake runs since `created`. `paused` is not looked at.
  virtual void createBatch(const BatchRow& batch) = 0;
  // All files that were given to the batch have been taken in or refused.
  virtual void endTaking(const std::string& batch) = 0;
  // The newest batch that took this path with these bytes, so that a second run resumes.
  [[nodiscard]] virtual std::optional<MasterRow> findMaster(const Sha256& sha256) = 0;
  // Records the master, the input and its open job in one transaction. When the bytes are known
  // already, links the input as a duplicate instead (same path again: neither) and returns the
  // first master.
  virtual MasterRow addMaster(const std::string& batch, const std::string& path,
                              const std::string& name, const Sha256& sha256, std::uint64_t size,
                              Timestamp now) = 0;
  // A path of which nothing could be stored: remembered and shown, not counted as fed.
  virtual void addRefusedInput(const std::string& batch, const std::string& path,
                               const Failure& failure, Timestamp now) = 0;

  // --- workers and leases
  // `lock_file` is held locked (flock) by the worker as long as it lives.
  virtual void registerWorker(const std::string& worker, const std::string& host, int pid,
                              const std::string& lock_file, Timestamp now) = 0;
  virtual void heartbeat(const std::string& worker, Timestamp now) = 0;
  // The oldest ready job of the best lane, or nothing. Increments the lease token. The counter's
  // jobs come first, then those of case files, then the backlog; but case files that were passed
  // over three times in a row, and a backlog that was fifteen times, come next, so that no lane
  // starves. Within a lane units take turns; within a unit, stages nearer to delivery come first,
  // so that finished copies appear early. A job that needs more memory than the host's other jobs
  // leave of its budget waits for them, and what comes after it waits too; one that is too big for
  // the whole budget, or brought two workers down, runs alone. A time of an attempt that is further
  // ahead than any delay was written by a clock since set back: it has come. Only lanes up to
  // `last` are looked at: a worker kept free for the counter takes nothing else.
  [[nodiscard]] virtual std::optional<Lease> claim(const std::string& worker, Timestamp now,
                                                   Lane last) = 0;
  [[nodiscard]] std::optional<Lease> claim(const std::string& worker, Timestamp now) {
    return claim(worker, now, Lane::kBacklog);
  }
  // Gives the worker's jobs back (or to quarantine: third crash) and forgets it. Returns how many.
  virtual int workerGone(const std::string& worker, WorkerEnd end, Timestamp now) = 0;
  struct WorkerRow {
    std::string id;
    std::string host;
    int pid = 0;
    std::string lock_file;
    Timestamp heartbeat;
  };
  [[nodiscard]] virtual std::vector<WorkerRow> workers() = 0;

  // --- effects; each ends the lease
  // One entry a page: bytes of memory that reading it takes; 0 when not known.
  virtual void finishOpen(const Lease& lease, const std::vector<std::int64_t>& page_memory,
                          Timestamp now) = 0;
  // The last page of a master to be settled adds its compose job.
  virtual void finishRead(const Lease& lease, PageMark mark, const Sha256& result,
                          Timestamp now) = 0;
  // Secret documents go to quarantine at once; those of `holds` wait for a person, with what was
  // drafted of their fields as the first revision; the others get their assemble job.
  virtual void finishCompose(const Lease& lease, const std::vector<Document>& documents,
                             const std::vector<ReviewHold>& holds, Timestamp now) = 0;
  void finishCompose(const Lease& lease, const std::vector<Document>& documents, Timestamp now) {
    finishCompose(lease, documents, {}, now);
  }
  // Records the PDF of the stage (assemble, sign as operator, sign as agency) and adds the next
  // job.
  virtual void finishPdf(const Lease& lease, const Sha256& pdf, Timestamp now) = 0;
  virtual void finishExtract(const Lease& lease, const Document& document, Timestamp now) = 0;
  virtual void finishDeliver(const Lease& lease, Timestamp now) = 0;
  // The job runs again at `when`; counts one attempt.
  virtual void retryLater(const Lease& lease, const Failure& failure, Timestamp when) = 0;
  // The same for what is no fault of the job (a full disk): counts nothing, however often.
  virtual void postpone(const Lease& lease, const Failure& failure, Timestamp when) = 0;
  // The lease is given back untouched (shutdown).
  virtual void release(const Lease& lease) = 0;
  // A page's failure quarantines the page and holds back its whole master: a copy with a page
  // missing must not be signed. Its other pages are still read. A document's failure quarantines
  // that document.
  virtual void quarantine(const Lease& lease, const Failure& failure, Timestamp now) = 0;

  // --- batches held up by a person; each throws Error(kNoSuchItem)
  // No job of a paused batch is claimed; those running come to their end.
  virtual void pauseBatch(const std::string& batch, bool paused) = 0;
  // Quarantines what is not done yet, from where it can be retried; results of running jobs are
  // dropped. Returns how many jobs and documents waiting for a person there were.
  virtual int cancelBatch(const std::string& batch, Timestamp now) = 0;

  // --- reading
  [[nodiscard]] virtual MasterRow master(Id id) = 0;
  [[nodiscard]] virtual PageRow page(Id id) = 0;
  [[nodiscard]] virtual std::vector<PageRow> pages(Id master) = 0;
  [[nodiscard]] virtual DocumentRow document(Id id) = 0;
  [[nodiscard]] virtual std::optional<DocumentRow> findDocument(const std::string& copy_id) = 0;
  [[nodiscard]] virtual std::vector<BatchRow> batches() = 0;
  [[nodiscard]] virtual std::optional<BatchRow> findBatch(const std::string& id) = 0;
  // By id, the last first: those before this id, or before none where it is empty; `limit` (from
  // 1) at most, and no others are read.
  [[nodiscard]] virtual std::vector<BatchRow> batchesBefore(const std::string& id, int limit) = 0;
  [[nodiscard]] virtual std::vector<InputRow> inputs(const std::string& batch) = 0;
  [[nodiscard]] virtual std::vector<MasterRow> masters(const std::string& batch) = 0;
  [[nodiscard]] virtual std::vector<DocumentRow> documents(const std::string& batch) = 0;
  // In the same order those behind `after`, `limit` (from 1) at most, and no others are read.
  [[nodiscard]] virtual DocumentPage documentsAfter(const std::string& batch,
                                                    const DocumentPlace& after, int limit) = 0;
  // In the order of their pages.
  [[nodiscard]] virtual std::vector<DocumentRow> documentsOf(Id master) = 0;
  [[nodiscard]] virtual SheetBalance balance(const std::string& batch) = 0;
  [[nodiscard]] virtual Progress progress(const std::string& batch) = 0;
  // Jobs of all batches that are ready, waiting for a later attempt, or running.
  [[nodiscard]] virtual int jobsOpen() = 0;
  // Lanes without jobs are left out.
  [[nodiscard]] virtual std::vector<LaneLoad> lanes() = 0;
  // Results of all times that came after their lease was lost, and were dropped.
  [[nodiscard]] virtual std::int64_t fencedOut() = 0;
  [[nodiscard]] virtual std::vector<QuarantineRow> quarantined(
      const std::optional<std::string>& batch) = 0;
  // Puts the item's job back, with fresh budgets. Throws Error(kNoSuchItem), and
  // Error(kSecretHeld) for state secrets, which a person must release elsewhere.
  virtual void retryQuarantined(Id item, Timestamp now) = 0;

  // --- state secrets
  // Masters with a secret document, not sealed yet, whose other documents have all been delivered
  // or are in quarantine: nothing else needs their bytes.
  [[nodiscard]] virtual std::vector<Id> mastersToSeal() = 0;
  // The master's bytes now lie in `sealed`. From here on its own bytes and the results of the pages
  // of its secret documents count as gone: forEachBlobReference names `sealed` in their place.
  virtual void recordSealed(Id master, const Sha256& sealed, Timestamp now) = 0;
  // The bytes and results that recordSealed declared gone, whether they still exist or not.
  [[nodiscard]] virtual std::vector<Sha256> sealedAway() = 0;

  // --- integrity (sohoa doctor)
  // Every blob a row refers to, with the row named.
  virtual void forEachBlobReference(
      const std::function<void(const Sha256& id, const std::string& row)>& visit) = 0;
  // Contradictions found in the rows themselves; empty when all is well.
  [[nodiscard]] virtual std::vector<std::string> inconsistencies() = 0;
};

}  // namespace sohoa::core
