import React, { useRef, useState } from "@rbxts/react";
import type { CareWords } from "../talk/talk-state";
import { dispatch } from "../talk/talk-store";
import { Button } from "./button";
import { useLook } from "./look";
import { Notice } from "./notice";
import { Padding } from "./padding";
import { Column } from "./panel";
import { Scroll } from "./scroll";
import { KEEPS_SELECTION } from "./selection";
import { useBackKey } from "./use-back-key";
import { useGamepadStart, useKeyboardHeight, useSafeArea } from "./use-device";
import { useReportedContent, useReportedHeight } from "./use-measure";
import { useMetrics } from "./use-metrics";
import { Words } from "./words";

/** Of the card, in line heights. */
const WIDTH = 27;
const BAR = 10;

interface CareCardProps {
	card: CareWords;
	/** The dialogue's, which the card may cover: so it says it too. */
	notice: string;
}

/** Where the player finds help. It lies above the dialogue until they have read it. */
export function CareCard({ card, notice }: CareCardProps) {
	const { colors, fonts, strings } = useLook();
	const { text, width, margin, padding, corner } = useMetrics();
	const read = useRef<TextButton>();
	const title = useRef<TextLabel>();
	const list = useRef<UIListLayout>();
	const [titleHeight, setTitleHeight] = useState(0);
	const [textHeight, setTextHeight] = useState(0);
	const [readHeight, setReadHeight] = useState(0);
	const [noticeHeight, setNoticeHeight] = useState(0);
	useReportedHeight(title, setTitleHeight);
	useReportedContent(list, setTextHeight);
	useReportedHeight(read, setReadHeight);
	useGamepadStart(() => read.current, true, card);
	const inner = math.min(width, WIDTH * text.line.size) - 2 * padding;
	const around = 2 * margin + 5 * padding + titleHeight + readHeight + noticeHeight;
	const room = useSafeArea().size.Y - useKeyboardHeight() - around;

	return (
		<frame
			AnchorPoint={new Vector2(0.5, 0)}
			AutomaticSize={Enum.AutomaticSize.XY}
			BackgroundColor3={colors.care}
			Position={new UDim2(0.5, 0, 0, margin)}
			Active={true}
			{...KEEPS_SELECTION}
			ZIndex={2}
		>
			<uicorner key="Corner" CornerRadius={new UDim(0, corner)} />
			<uistroke key="Stroke" Color={colors.careEdge} Thickness={2} />
			<Padding key="Padding" all={padding} />
			<Column key="Card" gap={padding}>
				<Words
					key="CareTitle"
					color={colors.text}
					font={fonts.strong}
					kind="title"
					labelRef={title}
					order={1}
					text={card.title}
					width={inner}
				/>
				<Scroll
					key="CareScroll"
					barColor={colors.text}
					height={math.max(text.line.size, math.min(textHeight, room))}
					isSelectable={textHeight > room}
					order={2}
					width={inner}
				>
					<uilistlayout key="List" ref={list} />
					<Words
						key="CareText"
						color={colors.text}
						kind="line"
						lineHeight={1.2}
						text={card.text}
						width={inner - BAR}
					/>
				</Scroll>
				<Notice key="CareNotice" onHeight={setNoticeHeight} order={3} text={notice} width={inner} />
				<Button
					key="CareRead"
					backKey={useBackKey()}
					buttonRef={read}
					onPress={() => dispatch({ kind: "read" })}
					order={4}
					style="accent"
					text={strings.haveRead}
					width={inner}
				/>
			</Column>
		</frame>
	);
}
