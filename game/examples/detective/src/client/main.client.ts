import { Players } from "@rbxts/services";
import { talks } from "@rbxts/townsfolk";

const gui = new Instance("ScreenGui");
gui.Enabled = false;
gui.ResetOnSpawn = false;
gui.Parent = Players.LocalPlayer.WaitForChild("PlayerGui");

/** A notebook page at the bottom of the screen: each line of it is as high as its words need. */
const page = new Instance("Frame");
page.AnchorPoint = new Vector2(0.5, 1);
page.Position = new UDim2(0.5, 0, 1, -20);
page.Size = UDim2.fromOffset(420, 0);
page.AutomaticSize = Enum.AutomaticSize.Y;
page.Parent = gui;
const layout = new Instance("UIListLayout");
layout.SortOrder = Enum.SortOrder.LayoutOrder;
layout.Parent = page;

let rows = 0;
function write<T extends TextLabel | TextButton | TextBox>(row: T, name: string): T {
  row.Name = name;
  row.Size = UDim2.fromScale(1, 0);
  row.AutomaticSize = Enum.AutomaticSize.Y;
  row.TextWrapped = true;
  row.TextSize = 18;
  row.Text = "";
  row.AutoLocalize = false;
  row.LayoutOrder = rows++;
  row.Parent = page;
  return row;
}

const who = write(new Instance("TextLabel"), "Who");
const notice = write(new Instance("TextLabel"), "Notice");
const line = write(new Instance("TextLabel"), "Line");
const replies = [0, 1, 2].map((index) => write(new Instance("TextButton"), `Reply${index + 1}`));
const words = write(new Instance("TextBox"), "Words");
const read = write(new Instance("TextButton"), "Read");
const leave = write(new Instance("TextButton"), "Leave");

function show(talk = talks.current()): void {
  gui.Enabled = talk !== undefined;
  if (talk === undefined) return;
  const { care, replies: choices, isAnswering } = talk;
  const maySpeak = talk.number !== undefined && !isAnswering && care === undefined;
  who.Text = care?.title ?? talk.name;
  notice.Text = talk.notice;
  line.Text = care?.text ?? (talk.line === "" ? "..." : talk.line);
  replies.forEach((button, index) => {
    button.Text = choices[index] ?? "";
    button.Visible = maySpeak && choices[index] !== undefined;
  });
  words.PlaceholderText = "Ask a question";
  words.Visible = maySpeak && talks.mayType();
  read.Text = "I have read this";
  read.Visible = care !== undefined;
  leave.Text = "Close the notebook";
}

for (const button of replies) button.Activated.Connect(() => talks.speak(button.Text));
words.FocusLost.Connect((isEntered) => {
  if (isEntered && talks.speak(words.Text)) words.Text = "";
});
read.Activated.Connect(() => talks.closeCare());
leave.Activated.Connect(() => talks.leave());
talks.onChanged((talk) => show(talk));
talks.onMayTypeChanged(() => show());
talks.start();
