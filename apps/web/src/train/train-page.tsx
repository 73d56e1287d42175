export const TrainPage = () => <h1>Train</h1>;
