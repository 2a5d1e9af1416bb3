#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/appearance.h"
#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/copy_assembler.h"
#include "core/ports/copy_signer.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/document_reader.h"
#include "core/ports/page_reader.h"
#include "core/ports/page_source.h"
#include "core/ports/warehouse.h"
#include "core/ports/work_store.h"
#include "pipeline/blobs_to_name.h"
#include "pipeline/review_rules.h"

namespace sohoa::pipeline {

// Everything a worker needs to do any stage. All outlive the runner.
struct StagePorts {
  core::WorkStore& store;
  core::BlobStore& blobs;
  core::PageSourceOpener& opener;
  core::PageReader& reader;
  const core::DocumentReader& documents;
  const core::CopyAssembler& assembler;
  core::CopySigner& signer;
  const core::CopyVerifier& verifier;
  core::Warehouse& warehouse;
  const core::Clock& clock;
};

// What turns bytes into pages, words and papers: all that a batch can be done again with.
struct ReadingPorts {
  core::PageSourceOpener* opener;
  core::PageReader* reader;
  const core::DocumentReader* documents;
};

struct StageOptions {
  std::filesystem::path scratch;  // for files on their way into the blob store
  core::PadesLevel level = core::PadesLevel::kBT;
  bool release_only_passed = true;  // INDETERMINATE copies stay
  std::string unit;                 // office that delivers
  // How copies look; the default is one policy for digitised copies.
  std::vector<core::AppearancePolicy> appearances{core::AppearancePolicy{}};
  ReviewRules review = {};  // of batches that do not say otherwise
  // Which ones a job is to be done with, asked before each; empty: always those of StagePorts.
  std::function<ReadingPorts(const core::Lease&)> reading_for = {};
  // Told why nobody knows whether bytes that the job's rows name are there. Its rows stand, so
  // that it is not done again; `sohoa doctor` finds those that are not there.
  std::function<void(const core::Error&)> unsure = [](const core::Error&) {};
};

// Does one leased job: reads its immutable inputs, works, writes blobs, then records the effect in
// one transaction. Doing a job again is harmless. One thread at a time.
class StageRunner {
 public:
  StageRunner(const StagePorts& ports, StageOptions options);

  // Never throws for what a job does: its failure is recorded (again later, or quarantine). Throws
  // Error only when the store itself cannot be reached.
  void run(const core::Lease& lease);

 private:
  struct OpenMaster {
    core::Id id;
    std::unique_ptr<core::PageSource> source;
  };

  void chooseReading(const core::Lease& lease);
  void dispatch(const core::Lease& lease);
  void open(const core::Lease& lease);
  void read(const core::Lease& lease);
  void compose(const core::Lease& lease);
  // Drafts the fields of those that are to wait for a person, for the person to begin with.
  std::vector<core::ReviewHold> holds(const core::MasterRow& master,
                                      const std::vector<core::PageResult>& pages, bool whole,
                                      std::vector<core::Document>& documents);
  void assemble(const core::Lease& lease);
  void sign(const core::Lease& lease, core::SignerRole role);
  void finishPdf(const core::Lease& lease, const std::filesystem::path& pdf);
  void recorded(const BlobsToName& blobs) const;
  void extract(const core::Lease& lease);
  void deliver(const core::Lease& lease);

  void fail(const core::Lease& lease, const core::Error& error);
  core::PageSource& source(const core::MasterRow& master);
  // What the verifier says of a master that carries signatures; nothing for any other. Such a file
  // is the product: it is archived byte for byte, as one document, and never signed again.
  std::optional<core::VerificationReport> signedInput(const core::MasterRow& master);

  StagePorts ports_;
  StageOptions options_;
  ReadingPorts reading_;
  std::mt19937 jitter_;
  std::optional<OpenMaster> open_master_;  // the last one: its other pages usually come next
};

// Bytes of memory that reading the page takes, by its size.
[[nodiscard]] std::int64_t readingMemory(const core::PageInfo& page);

// How long a job waits after its n-th transient failure (n from 0): 1 s doubling to 5 min, half of
// it at random. `random` is in [0, 1).
[[nodiscard]] std::chrono::milliseconds retryDelay(int failures, double random);

}  // namespace sohoa::pipeline
