/** The diagnosis of the connection, and the words for the slower way. */
export const connection = {
  'connection.lead': 'What stands between this device and the server, looked at from here.',
  'connection.again': 'Check again',
  'connection.back': 'Back to Materi',
  'connection.looking': 'Looking…',
  'connection.verdict.looking': 'Looking at the connection…',
  'connection.verdict.well': 'All is well',
  'connection.verdict.well_detail': 'Nothing stands in the way between this device and the server.',
  'connection.verdict.slower': 'It works, the slower way',
  'connection.verdict.slower_detail':
    'Something between here and the server lets no WebSocket through. Pages are edited together by plain requests meanwhile: everything is saved, and others see it a little later.',
  'connection.verdict.blocked': 'Pages cannot be edited together from here',
  'connection.verdict.blocked_detail':
    'Neither WebSockets nor events get through. Reading, searching and settings work; what you write is kept on this device and sent when a way is open.',
  'connection.verdict.away': 'The server cannot be reached',
  'connection.verdict.away_detail':
    'Pages that were open before can be read and written on this device; what you write is sent later. Ask whoever runs the server whether it is up.',
  'connection.verdict.warned': 'It works, with a remark',
  'connection.verdict.warned_detail': 'Pages are edited together as they should. Something else is worth a look.',
  'connection.check.http': 'Server',
  'connection.check.websocket': 'WebSocket',
  'connection.check.events': 'Events',
  'connection.check.body': 'Size of requests',
  'connection.check.address': 'Address',
  'connection.check.clock': 'Clock',
  'connection.check.idle': 'Quiet lines',
  'connection.http.ok': ({ amount }: { amount: number }) => `Answers within ${amount} ms.`,
  'connection.http.unreachable': 'Does not answer.',
  'connection.http.foreign': ({ amount }: { amount: number }) =>
    `Something else answers in its place (status ${amount}): a sign-in page of the network, or a proxy that does not pass /collab/ on.`,
  'connection.websocket.ok': ({ amount }: { amount: number }) => `Gets through within ${amount} ms.`,
  'connection.websocket.refused':
    'Refused: the proxy answers in the place of the server and does not pass the upgrade on.',
  'connection.websocket.silent': 'No answer at all: something takes the request and keeps it.',
  'connection.websocket.early': 'Opens and is cut before the server says a word.',
  'connection.websocket.foreign':
    'Gets through, but the server takes this page for one of another site: it does not know its own address.',
  'connection.events.ok': 'Come one by one, as they are sent.',
  'connection.events.buffered': 'Come all at once: something collects the answer before it passes it on.',
  'connection.events.silent': 'Do not come.',
  'connection.body.ok': ({ amount }: { amount: number }) => `${amount} MB get through in one request.`,
  'connection.body.limited': ({ amount }: { amount: number }) =>
    `Requests of ${amount} MB get through, clearly larger ones are refused: large files cannot be uploaded.`,
  'connection.body.failed': 'Not even small files can be sent.',
  'connection.address.ok': 'The server knows under which address it is seen, and the browser takes it for safe.',
  'connection.address.insecure':
    'The connection is not encrypted. Copying, notifications and the kept app need https, except on this machine itself.',
  'connection.address.protocol': 'You see https, the server sees http: it cannot make its cookies safe.',
  'connection.address.unset': 'A proxy stands before the server, which was not told of it.',
  'connection.address.other': 'The server was told another public address than the one you see.',
  'connection.clock.ok': 'This device and the server agree.',
  'connection.clock.off': ({ amount }: { amount: number }) =>
    `This device and the server are ${amount} seconds apart: times that are shown are off.`,
  'connection.idle.ok': ({ amount }: { amount: number }) => `A line that is quiet for ${amount} seconds stays.`,
  'connection.idle.cut': ({ amount }: { amount: number }) => `A quiet line was cut after ${amount} seconds.`,
  'connection.idle.ask': 'Also look whether quiet lines are cut (70 seconds)',
  'connection.remedy': 'What to change',
  'connection.remedy_lead': 'For whoever runs the proxy before the server. Which one is it?',
  'connection.cause.upgrade': 'Pass the WebSocket upgrade on',
  'connection.cause.upgrade_detail':
    'The proxy has to hand on the headers Upgrade and Connection for everything below /collab/.',
  'connection.cause.buffering': 'Do not collect answers',
  'connection.cause.buffering_detail': 'Buffering has to be off for /collab/ and /api/v1/stream.',
  'connection.cause.timeout': 'Wait longer',
  'connection.cause.timeout_detail':
    'The server says something every 10 to 15 seconds; a line must bear 90 in silence.',
  'connection.cause.body': 'Take larger requests',
  'connection.cause.body_detail': 'Files and imports are larger than the usual limit of a proxy.',
  'connection.cause.forwarded': 'Tell the server its address',
  'connection.cause.forwarded_detail': 'The proxy names the original address, and Materi is told to believe it:',
  'connection.copied': 'Lines copied',
  'connection.still': 'What works meanwhile',
  'connection.still_detail':
    'Without WebSockets pages are edited together all the same, over events and plain requests, and nothing is called saved before it is. Materi looks every ten minutes whether WebSockets get through.',
};
