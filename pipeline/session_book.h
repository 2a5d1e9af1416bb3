#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/ports/sheet_images.h"
#include "core/ports/work_store.h"
#include "core/scan_request.h"

namespace sohoa::pipeline {

struct SheetSide {
  int sheet = 0;
  int side = 0;  // 0 front, 1 back
  friend auto operator<=>(const SheetSide&, const SheetSide&) = default;
};

// One side of a sheet as it lies in a session's folder.
struct SessionPage {
  int sheet = 0;
  int side = 0;  // 0 front, 1 back
  std::string file;
  core::Sha256 sha256;
  core::SheetLook look;
  // The side it shows once more, without the note stuck on that one.
  std::optional<SheetSide> bares = {};
  // Clockwise, 0 to 3, as a person said when looking at it: so the page is read and shown in the
  // copy. 0: nothing was said. The picture itself is never touched.
  int quarter_turns = 0;
};

// A file that somebody put beside the sheets.
struct SessionFile {
  int number = 0;
  std::string name;  // as it came
  std::string file;  // in the session's folder
  core::Sha256 sha256;
  int pages = 0;
};

// Where a sheet goes that is not simply the next one; numbers of sheets.
struct SheetPlace {
  std::optional<int> after;  // 0: before all others
  std::optional<int> replaces;
  // Shows this side without its note (Circular 01/2023/TT-VPCP art. 8): one side, right behind it.
  std::optional<SheetSide> bares = {};
};

struct SessionHead {
  std::string name;
  core::Timestamp started;
  core::ScanRequest request;
  core::Queue queue;
  std::string case_id;
};

// What a session's manifest says: JSON lines, each written when what it tells is true.
//   {"session":{...}}                                       the head, first and once
//   {"sheet":{"number":7,"sides":2,"after":3|"replaces":3|"bares":[3,0]}}  is about to be fed
//   {"page":{"sheet":7,"side":0,"file":...,"sha256":...,"flags":[...]}}  is on disk
//   {"stop":{"sheet":7,"code":"scanner.jam",...}}           was not taken: its sides do not count
//   {"order":{"sheets":[2,1,3]}}                            the case file's order is this one
//   {"turn":{"sheet":7,"side":0,"quarters":1}}              stands when turned clockwise
//   {"drop":{"sheet":7}}                                    does not belong to the case file
//   {"pair":{"sheet":8,"bares":[7,0]|null}}                 is a second image, or a sheet of its
//   own
//   {"counted":{"sheets":12|null}}                          so many were counted by hand
//   {"file":{"number":1,"name":...,"file":...,"sha256":...,"pages":2}}  lies beside the sheets
//   {"unfile":{"number":1}}                                 does not belong to the case file
//   {"taking":{"batch":...,"sheets":"HS-1.tif","files":{...}}}  is about to be taken in: as these
//   files, by SHA-256, and as this batch however often it is tried
//   {"took":{"files":[...]}}                                 these are in, and the try has ended
//   {"taken":{"batch":...,"earlier":[...],"kept":false}}    all pages are in the intake
//   {"dropped":{}}                                          nothing of it is wanted any more
// A sheet counts from its last side on; then it also takes its place, and the one it replaces goes.
class SessionBook {
 public:
  // Throws Error(kSessionDamaged) when the line is none of these or contradicts those before; the
  // book is of no use then.
  void apply(std::string_view line);

  [[nodiscard]] const SessionHead& head() const { return head_; }
  [[nodiscard]] bool begun() const { return begun_; }
  // Of whole sheets, in the order of the case file; second images right behind what they show.
  [[nodiscard]] std::vector<SessionPage> pages() const;
  // Their places among pages(), from 0.
  [[nodiscard]] std::vector<int> secondImages() const;
  // Quarter turns, by place among pages(), of those that are turned.
  [[nodiscard]] std::map<int, int> turns() const;
  [[nodiscard]] const std::vector<SessionFile>& files() const { return files_; }
  // Sheets that somebody counted by hand.
  [[nodiscard]] std::optional<int> counted() const { return counted_; }
  [[nodiscard]] int lastFile() const { return last_file_; }
  // Sheets in the order of the case file.
  [[nodiscard]] const std::vector<int>& order() const { return order_; }
  [[nodiscard]] int sheets() const { return static_cast<int>(order_.size()); }
  [[nodiscard]] int lastNumber() const { return last_number_; }
  // The sheet that was begun and neither ended nor stopped, and its sides so far.
  struct Open {
    int number = 0;
    int sides = 1;
    int taken = 0;
  };
  [[nodiscard]] std::optional<Open> open() const;
  [[nodiscard]] bool holds(const std::string& file) const;  // a page of pages() or of open()
  [[nodiscard]] const std::optional<std::string>& batch() const { return batch_; }
  [[nodiscard]] std::optional<core::Timestamp> takenAt() const { return taken_at_; }
  // Whether pictures lie in the folder for whoever asked to keep them.
  [[nodiscard]] bool kept() const { return kept_; }
  [[nodiscard]] bool dropped() const { return dropped_; }
  // As what it is taken in, from the first try on; nothing when no try took anything.
  struct Taking {
    std::string batch;
    std::string sheets;  // the file of its bound sheets; empty: there are none
    std::map<std::string, core::Sha256> files;  // by name in the folder
    friend bool operator==(const Taking&, const Taking&) = default;
  };
  [[nodiscard]] const std::optional<Taking>& taking() const { return taking_; }
  // A try began and nothing tells what became of it.
  [[nodiscard]] bool beingTaken() const { return being_taken_; }
  [[nodiscard]] bool took(const std::string& file) const { return took_.contains(file); }
  [[nodiscard]] bool tookSheets() const { return taking_ && took(taking_->sheets); }
  // Batches that had brought the same bytes before.
  [[nodiscard]] const std::vector<std::string>& earlier() const { return earlier_; }

  [[nodiscard]] static std::string headLine(const SessionHead& head);
  [[nodiscard]] static std::string sheetLine(int number, int sides, const SheetPlace& place);
  [[nodiscard]] static std::string pageLine(const SessionPage& page, core::Timestamp at);
  [[nodiscard]] static std::string stopLine(int sheet, std::string_view code,
                                            const std::string& detail, core::Timestamp at);
  [[nodiscard]] static std::string orderLine(const std::vector<int>& sheets);
  [[nodiscard]] static std::string turnLine(const SheetSide& side, int quarters);
  [[nodiscard]] static std::string dropLine(int sheet);
  [[nodiscard]] static std::string pairLine(int sheet, const std::optional<SheetSide>& bares);
  [[nodiscard]] static std::string countedLine(std::optional<int> sheets);
  [[nodiscard]] static std::string fileLine(const SessionFile& file);
  [[nodiscard]] static std::string unfileLine(int number);
  [[nodiscard]] static std::string takingLine(const Taking& taking);
  [[nodiscard]] static std::string tookLine(const std::set<std::string>& files);
  [[nodiscard]] static std::string takenLine(const std::string& batch,
                                             const std::vector<std::string>& earlier, bool kept,
                                             core::Timestamp at);
  [[nodiscard]] static std::string droppedLine();

 private:
  struct Sheet {
    int sides = 1;
    SheetPlace place;
    std::vector<SessionPage> pages;
  };
  void applyHead(const nlohmann::json& json);
  void applySheet(const nlohmann::json& json);
  void applyPage(const nlohmann::json& json);
  // Of how it ends.
  [[nodiscard]] bool applyEnd(const std::string& key, const nlohmann::json& json);
  // Of people; each refuses what would pull the ground from under the open sheet.
  [[nodiscard]] bool applyEdit(const std::string& key, const nlohmann::json& json);
  void applyOrder(const nlohmann::json& json);
  void applyTurn(const nlohmann::json& json);
  void applyDrop(const nlohmann::json& json);
  void applyPair(const nlohmann::json& json);
  void applyCounted(const nlohmann::json& json);
  void applyFile(const nlohmann::json& json);
  void applyUnfile(const nlohmann::json& json);
  [[nodiscard]] bool stands(int sheet) const;
  [[nodiscard]] bool isNeeded(int sheet) const;  // by the open sheet's place
  void putInPlace(int number, const SheetPlace& place);
  void drop(int number);  // with the second images of its sides

  SessionHead head_;
  bool begun_ = false;
  std::map<int, Sheet> known_;  // whole sheets and the open one
  std::vector<int> order_;
  std::map<SheetSide, int> bare_;  // sheets that are second images
  std::map<SheetSide, int> turned_;
  std::vector<SessionFile> files_;
  int last_file_ = 0;
  std::optional<int> counted_;
  std::optional<int> open_;
  int last_number_ = 0;
  std::optional<Taking> taking_;
  bool being_taken_ = false;
  std::set<std::string> took_;
  std::optional<std::string> batch_;
  std::optional<core::Timestamp> taken_at_;
  bool kept_ = false;
  bool dropped_ = false;
  std::vector<std::string> earlier_;
};

}  // namespace sohoa::pipeline
