import "./share-bar.css";

/** A share as a bar; the figure stands beside it. @param share - 0 to 1. */
export const ShareBar = ({ share }: { share: number }) => (
  <svg className="share-bar" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">
    <rect className="share-bar-ground" width="100" height="6" />
    <rect className="share-bar-fill" width={100 * share} height="6" />
  </svg>
);
