/** What somebody has called something, inside of other text: whichever way its writing runs, that around it keeps its own. */
export const Name = ({ children }: { children: string }) => <bdi>{children}</bdi>;
