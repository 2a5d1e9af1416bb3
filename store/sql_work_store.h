#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/ports/work_store.h"
#include "store/copy_id.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
class Transaction;
class Statement;
}  // namespace sql

// The work store in one SQLite file, for one machine, or in a PostgreSQL database that several
// machines share. Every call is one transaction that is on disk when the call returns (claims
// and heartbeats, on SQLite, at the latest with the next such call). Any number
// of processes may have it open; one instance serves one thread and does not survive fork(): the
// child opens its own.
//
// Row locks on PostgreSQL are taken in one order, batch, job, page or document, master, so that no
// two calls wait for each other: whoever ends a lease relies on its batch first, and whoever
// changes what a master is made of holds the master's row.
class SqlWorkStore final : public core::WorkStore {
 public:
  struct Options {
    std::chrono::milliseconds busy_timeout{10000};  // wait for other writers, then kStoreBusy
    int max_attempts = 8;  // failures of one job; the last one is quarantined
    int max_crashes = 3;   // workers that one job may kill; then quarantine
    int max_interruptions = 100;
    std::int64_t memory_budget = 0;  // bytes that the jobs of one host may take; 0: not limited
    std::function<std::string()> new_copy_id = randomCopyId;
  };

  // Opens the place, makes it when absent, and migrates it. Throws Error(store.not_ours),
  // Error(store.too_new), Error(store.damaged), Error(store.unreachable), Error(kIo).
  explicit SqlWorkStore(const Location& location) : SqlWorkStore(location, Options()) {}
  SqlWorkStore(const Location& location, Options options);
  ~SqlWorkStore() override;

  void createBatch(const core::BatchRow& batch) override;
  void endTaking(const std::string& batch) override;
  [[nodiscard]] std::optional<core::MasterRow> findMaster(const core::Sha256& sha256) override;
  core::MasterRow addMaster(const std::string& batch, const std::string& path,
                            const std::string& name, const core::Sha256& sha256, std::uint64_t size,
                            core::Timestamp now) override;
  void addRefusedInput(const std::string& batch, const std::string& path,
                       const core::Failure& failure, core::Timestamp now) override;

  void registerWorker(const std::string& worker, const std::string& host, int pid,
                      const std::string& lock_file, core::Timestamp now) override;
  // Throws Error(store.worker_unknown), as claim() does, when the worker was given up for dead.
  void heartbeat(const std::string& worker, core::Timestamp now) override;
  [[nodiscard]] std::optional<core::Lease> claim(const std::string& worker, core::Timestamp now,
                                                 core::Lane last) override;
  using WorkStore::claim;
  int workerGone(const std::string& worker, core::WorkerEnd end, core::Timestamp now) override;
  [[nodiscard]] std::vector<WorkerRow> workers() override;

  void finishOpen(const core::Lease& lease, const std::vector<std::int64_t>& page_memory,
                  core::Timestamp now) override;
  void finishRead(const core::Lease& lease, core::PageMark mark, const core::Sha256& result,
                  core::Timestamp now) override;
  void finishCompose(const core::Lease& lease, const std::vector<core::Document>& documents,
                     const std::vector<core::ReviewHold>& holds, core::Timestamp now) override;
  using WorkStore::finishCompose;
  void finishPdf(const core::Lease& lease, const core::Sha256& pdf, core::Timestamp now) override;
  // A document found out to be secret only now is quarantined like one that compose found.
  void finishExtract(const core::Lease& lease, const core::Document& document,
                     core::Timestamp now) override;
  void finishDeliver(const core::Lease& lease, core::Timestamp now) override;
  void retryLater(const core::Lease& lease, const core::Failure& failure,
                  core::Timestamp when) override;
  void postpone(const core::Lease& lease, const core::Failure& failure,
                core::Timestamp when) override;
  void release(const core::Lease& lease) override;
  void quarantine(const core::Lease& lease, const core::Failure& failure,
                  core::Timestamp now) override;

  void pauseBatch(const std::string& batch, bool paused) override;
  int cancelBatch(const std::string& batch, core::Timestamp now) override;

  [[nodiscard]] core::MasterRow master(core::Id id) override;
  [[nodiscard]] core::PageRow page(core::Id id) override;
  [[nodiscard]] std::vector<core::PageRow> pages(core::Id master) override;
  [[nodiscard]] core::DocumentRow document(core::Id id) override;
  [[nodiscard]] std::optional<core::DocumentRow> findDocument(const std::string& copy_id) override;
  [[nodiscard]] std::vector<core::BatchRow> batches() override;
  [[nodiscard]] std::optional<core::BatchRow> findBatch(const std::string& id) override;
  [[nodiscard]] std::vector<core::BatchRow> batchesBefore(const std::string& id,
                                                          int limit) override;
  [[nodiscard]] std::vector<core::InputRow> inputs(const std::string& batch) override;
  [[nodiscard]] std::vector<core::MasterRow> masters(const std::string& batch) override;
  [[nodiscard]] std::vector<core::DocumentRow> documents(const std::string& batch) override;
  [[nodiscard]] core::DocumentPage documentsAfter(const std::string& batch,
                                                  const core::DocumentPlace& after,
                                                  int limit) override;
  [[nodiscard]] std::vector<core::DocumentRow> documentsOf(core::Id master) override;
  [[nodiscard]] core::SheetBalance balance(const std::string& batch) override;
  [[nodiscard]] core::Progress progress(const std::string& batch) override;
  [[nodiscard]] int jobsOpen() override;
  [[nodiscard]] std::vector<core::LaneLoad> lanes() override;
  [[nodiscard]] std::int64_t fencedOut() override;
  [[nodiscard]] std::vector<core::QuarantineRow> quarantined(
      const std::optional<std::string>& batch) override;
  void retryQuarantined(core::Id item, core::Timestamp now) override;

  // Sealing also lets go of PDFs made of a document before it was found out to be secret. Bytes
  // that some other row still needs are never in sealedAway().
  [[nodiscard]] std::vector<core::Id> mastersToSeal() override;
  void recordSealed(core::Id master, const core::Sha256& sealed, core::Timestamp now) override;
  [[nodiscard]] std::vector<core::Sha256> sealedAway() override;

  void forEachBlobReference(
      const std::function<void(const core::Sha256& id, const std::string& row)>& visit) override;
  [[nodiscard]] std::vector<std::string> inconsistencies() override;

 private:
  struct Job;

  // Within an open transaction, as all that follow. The next job of the lane, or nothing; sets
  // `wait` when the one whose turn it is does not fit beside those running.
  std::optional<core::Lease> claimIn(core::Lane lane, const std::string& worker,
                                     const std::string& host, core::Timestamp now, bool& wait);
  // Whether the host has room for the job beside those running, and keeps it until the end.
  bool fits(core::Id job, const std::string& host);
  // The job behind the lease, locked, and its batch relied on; or Error(kLeaseLost), after which
  // nothing else is done in this transaction.
  Job leased(const core::Lease& lease);
  // The same for what comes of the job: the loss is counted, and the transaction with it committed.
  Job reported(const core::Lease& lease, sql::Transaction& transaction);
  // The same, of one of the stages given, and removed: its work is done.
  Job finished(const core::Lease& lease, core::Stage stage, sql::Transaction& transaction);
  // The batch stays as it is until the transaction ends.
  void relyOn(const std::string& batch);
  // From here on the transaction alone changes what the master is made of.
  void hold(core::Id master);
  // Its batch is relied on.
  void addJob(const std::string& batch, core::Stage stage, core::Id subject, core::Timestamp now);
  void addComposeJobWhenSettled(core::Id master, const std::string& batch, core::Timestamp now);
  // Moves a document on, or Error(kInternal) when it does not stand where the stage expects it.
  void advance(core::Id document, core::DocumentState from, core::DocumentState to);
  // The jobs that the condition on one text picks, locked.
  std::vector<Job> jobsWhere(std::string_view condition, const std::string& value);
  std::vector<Job> reviewsWaiting(const std::string& batch);
  // Removes the job and quarantines its subject.
  void giveUp(const Job& job, const core::Failure& failure, core::Timestamp now);
  void insertDocument(const Job& job, int position, const core::Document& document,
                      const core::ReviewHold* hold, core::Timestamp now);
  [[nodiscard]] core::DocumentRow documentFrom(sql::Statement& row);

  std::unique_ptr<sql::Connection> connection_;
  Options options_;
};

}  // namespace sohoa::store
