#include "pipeline/survey.h"

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/file_digest.h"
#include "pipeline/stored_path.h"

namespace sohoa::pipeline {
namespace {

using core::Error;
using Fate = SurveyedFile::Fate;

class Surveyor {
 public:
  Surveyor(core::PageSourceOpener& opener, core::WorkStore* store, const CaseShelf& shelf)
      : opener_(opener), store_(store), shelf_(shelf) {}

  SurveyedFile look(const core::FoundFile& found) {
    SurveyedFile file;
    file.path = found.path;
    try {
      if (found.error) throw *found.error;
      file.case_file = shelf_.placeOf(found.path).case_file;
      file.size = std::filesystem::file_size(found.path);
    } catch (const Error& error) {
      return refused(std::move(file), error);
    } catch (const std::filesystem::filesystem_error& error) {
      return refused(std::move(file), Error(core::kIo, {.detail = error.code().message()}));
    }
    const auto digest = digestOf(found.path);
    if (digest && seenBefore(*digest, file)) return file;
    open(file);
    if (digest && file.fate != Fate::kRefused) here_.emplace(*digest, file.path.string());
    return file;
  }

 private:
  static SurveyedFile refused(SurveyedFile file, const Error& error) {
    file.fate = Fate::kRefused;
    file.case_file.clear();
    file.error = error.at(file.path.string());
    return file;
  }

  bool seenBefore(const core::Sha256& digest, SurveyedFile& file) {
    if (const auto first = here_.find(digest); first != here_.end()) {
      file.fate = Fate::kDuplicate;
      file.same_as = first->second;
      return true;
    }
    const auto master = store_ == nullptr ? std::nullopt : store_->findMaster(digest);
    if (!master) return false;
    const auto& paths = pathsOf(master->batch);
    const bool same = paths.contains({storedPath(file.path), master->id});
    file.fate = same ? Fate::kKnown : Fate::kDuplicate;
    file.pages = master->page_count;
    if (!same) file.same_as = master->name;
    return true;
  }

  using Paths = std::set<std::pair<std::string, core::Id>>;
  const Paths& pathsOf(const std::string& batch) {
    const auto [found, fresh] = paths_.try_emplace(batch);
    if (fresh) {
      for (const auto& input : store_->inputs(batch)) {
        if (input.master) found->second.emplace(input.path, *input.master);
      }
    }
    return found->second;
  }

  void open(SurveyedFile& file) {
    if (file.size == 0) {  // the intake takes no empty file
      file.fate = Fate::kRefused;
    }
    try {
      file.pages = opener_.open(file.path, file.path.filename().string())->pageCount();
    } catch (const Error& error) {
      if (file.fate != Fate::kRefused) file.fate = Fate::kHeld;
      file.error = error.at(file.path.string());
    }
  }

  core::PageSourceOpener& opener_;
  core::WorkStore* store_;
  const CaseShelf& shelf_;
  std::map<core::Sha256, std::string> here_;
  std::map<std::string, Paths> paths_;
};

}  // namespace

int Survey::count(Fate fate) const {
  return static_cast<int>(std::count_if(files.begin(), files.end(),
                                        [&](const auto& file) { return file.fate == fate; }));
}

int Survey::pagesToRead() const {
  int pages = 0;
  for (const auto& file : files) {
    if (file.fate == Fate::kTaken) pages += file.pages;
  }
  return pages;
}

std::uint64_t Survey::bytesToStore() const {
  std::uint64_t bytes = 0;
  for (const auto& file : files) {
    if (file.fate == Fate::kTaken || file.fate == Fate::kHeld) bytes += file.size;
  }
  return bytes;
}

int Survey::caseFiles() const {
  std::set<std::string> cases;
  for (const auto& file : files) {
    if (file.fate == Fate::kTaken) cases.insert(file.case_file);
  }
  return static_cast<int>(cases.size());
}

Survey survey(const core::FoundFiles& found, core::PageSourceOpener& opener, core::WorkStore* store,
              const CaseShelf& shelf, std::string batch,
              const std::function<void(int, int)>& on_file) {
  Survey survey;
  survey.batch = std::move(batch);
  survey.ignored = found.ignored;
  Surveyor surveyor(opener, store, shelf);
  const int total = static_cast<int>(found.files.size());
  for (const auto& file : found.files) {
    survey.files.push_back(surveyor.look(file));
    on_file(static_cast<int>(survey.files.size()), total);
  }
  return survey;
}

}  // namespace sohoa::pipeline
