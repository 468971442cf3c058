onmessage = ({ data }) => setInterval(() => postMessage(null), data);
