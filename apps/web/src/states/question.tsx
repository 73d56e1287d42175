import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import "./states.css";

interface QuestionProps {
  readonly isAsked: boolean;
  readonly title: string;
  /** What will be gone. */
  readonly children: ReactNode;
  /** What a yes has ended with; null: nothing went wrong. */
  readonly error: ReactNode;
  readonly no: string;
  readonly yes: string;
  readonly isPending: boolean;
  readonly onNo: () => void;
  readonly onYes: () => void;
}

/** Asks before something goes that does not come back. */
export const Question = ({ isAsked, title, children, error, no, yes, isPending, onNo, onYes }: QuestionProps) => (
  <Modal.Root opened={isAsked} onClose={onNo}>
    <Modal.Overlay />
    <Modal.Content>
      <Modal.Body>
        <div className="stack">
          <Modal.Title className="card-title question">{title}</Modal.Title>
          <p className="question">{children}</p>
          {error}
          <div className="row question-buttons">
            <Button variant="default" onClick={onNo} data-autofocus>
              {no}
            </Button>
            <Button color="red" onClick={onYes} loading={isPending}>
              {yes}
            </Button>
          </div>
        </div>
      </Modal.Body>
    </Modal.Content>
  </Modal.Root>
);
